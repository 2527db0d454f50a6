package dev.tadashi.storage;

import dev.tadashi.model.table.TableFile;
import java.nio.ByteBuffer;

/**
 * An object in the making: nobody sees it before {@link #finish} has answered, and when it is
 * closed before that it has never been. For one thread.
 */
public interface ObjectWriter extends AutoCloseable {

  /** Takes the rest of the buffer, all of it; waits while the store is slow. */
  void write(ByteBuffer bytes);

  /**
   * Makes the object durable, then visible. An object that is there already stays as it is, and the
   * answer is {@code FILE_EXISTS}.
   */
  TableFile finish();

  /** Leaves nothing behind when the object was not finished. */
  @Override
  void close();
}
