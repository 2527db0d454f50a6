package dev.tadashi.formats.ipc;

import dev.tadashi.formats.spi.ArrowBatch;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FileSchema;
import dev.tadashi.formats.spi.FormatReader;
import dev.tadashi.formats.spi.RowSink;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads Arrow's IPC files and streams, a record batch being a row group. */
public final class ArrowIpcReader implements FormatReader {
  static final long MAX_ROWS = 1L << 30;

  private final BufferAllocator allocator;

  public ArrowIpcReader(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public FileInfo inspect(ObjectStore store, TableFile file) {
    try {
      IpcMessages messages = new IpcMessages(store, file);
      Schema schema = schema(file, messages);
      List<RowGroupInfo> groups = new ArrayList<>();
      for (Optional<IpcMessage> next = messages.next(); next.isPresent(); next = messages.next()) {
        if (next.get().metadata().headerType() == MessageHeader.RecordBatch) {
          groups.add(group(file, next.get()));
        }
      }
      return new FileInfo(file, FileSchema.of(file, schema), groups);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw FileErrors.corrupt(file, "its messages are damaged", e);
    }
  }

  private static RowGroupInfo group(TableFile file, IpcMessage message) throws IOException {
    return new RowGroupInfo(rows(file, batch(message)), message.end() - message.start());
  }

  /** The rows of a batch; an absurd number is an error. */
  static int rows(TableFile file, RecordBatch batch) {
    long rows = batch.length();
    if (rows < 0 || rows > MAX_ROWS) {
      throw FileErrors.corrupt(file, "a batch claims " + rows + " rows");
    }
    return (int) rows;
  }

  private static Schema schema(TableFile file, IpcMessages messages) throws IOException {
    Optional<IpcMessage> first = messages.next();
    if (first.isEmpty() || first.get().metadata().headerType() != MessageHeader.Schema) {
      throw FileErrors.corrupt(file, "it does not start as an Arrow file or stream does");
    }
    try {
      SchemaShape.check(file, first.get().metadata());
      return MessageSerializer.deserializeSchema(first.get().metadata());
    } catch (TadashiException e) {
      throw e;
    } catch (RuntimeException e) {
      throw FileErrors.corrupt(file, "its schema is damaged", e);
    }
  }

  @Override
  public void read(ObjectStore store, FileSlice slice, List<Field> columns, RowSink sink) {
    TableFile file = FileErrors.file(slice);
    try {
      IpcMessages messages = new IpcMessages(store, file);
      Schema schema = schema(file, messages);
      Set<String> wanted = new HashSet<>(columns.stream().map(Field::name).toList());
      try (IpcColumns found = new IpcColumns(store, file, allocator, schema.getFields(), wanted)) {
        read(messages, slice, found, sink);
      }
    } catch (TadashiException | CancellationException e) {
      throw e;
    } catch (OutOfMemoryException e) {
      throw FileErrors.noMemory(file, e);
    } catch (IOException e) {
      throw FileErrors.unreadable(store, file, e);
    } catch (RuntimeException e) {
      throw FileErrors.unreadable(store, file, new IOException("its messages are damaged", e));
    }
  }

  private static void read(IpcMessages messages, FileSlice slice, IpcColumns columns, RowSink sink)
      throws IOException {
    int end = slice.firstRowGroup() + slice.rowGroups();
    long rows = 0;
    for (int group = 0; group < end; ) {
      IpcMessage message = messages.next().orElseThrow(() -> FileErrors.changed(slice));
      switch (message.metadata().headerType()) {
        case MessageHeader.DictionaryBatch -> columns.dictionary(message, dictionary(message));
        case MessageHeader.RecordBatch -> {
          if (group++ >= slice.firstRowGroup()) {
            rows += read(message, columns, sink);
          }
        }
        default -> {}
      }
    }
    if (rows != slice.rows()) {
      throw FileErrors.changed(slice);
    }
  }

  private static int read(IpcMessage message, IpcColumns columns, RowSink sink) throws IOException {
    ArrowBatch batch = columns.batch(message, batch(message));
    try (VectorSchemaRoot root = batch.root()) {
      sink.accept(batch);
      return root.getRowCount();
    }
  }

  private static RecordBatch batch(IpcMessage message) throws IOException {
    if (message.metadata().header(new RecordBatch()) instanceof RecordBatch batch) {
      return batch;
    }
    throw new IOException("a message has no header");
  }

  private static DictionaryBatch dictionary(IpcMessage message) throws IOException {
    if (message.metadata().header(new DictionaryBatch()) instanceof DictionaryBatch batch
        && batch.data() != null) {
      return batch;
    }
    throw new IOException("a message has no header");
  }
}
