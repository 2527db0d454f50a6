package dev.tadashi.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * Identity of a local file's content: size, time of modification in nanoseconds and the file
 * system's key (device and inode), which a rename over the file changes even within one tick.
 */
record FileTag(boolean regular, long size, String etag) {

  static FileTag of(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    long modified = found.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    Object key = found.fileKey();
    String inode = key == null ? "0" : inode(key.toString());
    String etag = Long.toHexString(found.size()) + "-" + Long.toHexString(modified) + "-" + inode;
    return new FileTag(found.isRegularFile(), found.size(), etag);
  }

  /** The key reads {@code (dev=..,ino=..)}; the device is left out: it may differ after a boot. */
  private static String inode(String key) {
    int start = key.indexOf("ino=");
    if (start < 0) {
      return Integer.toHexString(key.hashCode());
    }
    String digits = key.substring(start + 4).replaceAll("[^0-9]", "");
    return Long.toHexString(Long.parseUnsignedLong(digits));
  }
}
