package dev.tadashi.storage;

import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names partitions by their content: table, files with their ETags, row groups. */
final class PartitionIds {
  private static final int HEX_CHARS = 16;

  private PartitionIds() {}

  static String id(TableName table, List<FileSlice> slices) {
    MessageDigest digest = sha256();
    add(digest, table.toString());
    for (FileSlice slice : slices) {
      add(digest, slice.path());
      add(digest, slice.etag());
      add(digest, slice.firstRowGroup() + "+" + slice.rowGroups());
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_CHARS);
  }

  /** The byte at the end keeps neighbouring texts apart: it is in no UTF-8 text. */
  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0xFF);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
