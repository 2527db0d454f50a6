package dev.tadashi.storage;

import dev.tadashi.model.table.TableFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One registered root of files. A file is known by its path and its ETag, which names the content:
 * every read asks for the content that was listed, and when another has taken its place the answer
 * is {@code FILE_CHANGED}, never a mixture of both. Safe for use by many threads.
 */
public interface ObjectStore extends AutoCloseable {

  /** The root as registered, without a slash at the end. */
  String uri();

  /**
   * Visits all objects below a folder, page by page, so that no more than a page (or a folder of a
   * file system) is held in memory.
   *
   * @param folder relative to the root, without a slash at the end; empty for the root
   */
  void list(String folder, ObjectVisitor visitor);

  /** Fills the rest of the buffer with the bytes from the offset on. */
  void read(TableFile file, long offset, ByteBuffer target);

  /** Copies a range to the same offsets of a local file. */
  void copy(TableFile file, long offset, long length, FileChannel target);

  /**
   * Where the file can be read in place; empty for a remote store. Who reads it there calls {@link
   * #verify} before and after.
   */
  Optional<Path> localPath(TableFile file);

  /** Fails with {@code FILE_CHANGED} or {@code FILE_NOT_FOUND} when the content is another now. */
  void verify(TableFile file);

  /** The object at a path as it is now; empty when there is none. */
  Optional<TableFile> find(String path);

  /**
   * Begins an object that is not there yet; the caller closes the writer.
   *
   * @param path relative to the root; folders above it need not be there
   */
  ObjectWriter create(String path);

  /** Removes an object for good. That there is none is no error. */
  void delete(String path);

  @Override
  void close();
}
