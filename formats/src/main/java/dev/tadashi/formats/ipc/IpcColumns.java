package dev.tadashi.formats.ipc;

import dev.tadashi.engine.column.VectorCheck;
import dev.tadashi.formats.spi.ArrowBatch;
import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.formats.spi.FileSchema;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.VectorAppender;

/** The wanted columns of the batches of one file, and the dictionaries that they are coded with. */
final class IpcColumns implements AutoCloseable {
  private final ObjectStore store;
  private final TableFile file;
  private final BufferAllocator allocator;
  private final List<Field> fields;
  private final Set<String> wanted;
  private final Map<Long, Field> coded = new HashMap<>();
  private final Map<Long, FieldVector> entries = new HashMap<>();

  /**
   * @param fields as they are in the file
   */
  IpcColumns(
      ObjectStore store,
      TableFile file,
      BufferAllocator allocator,
      List<Field> fields,
      Set<String> wanted) {
    this.store = store;
    this.file = file;
    this.allocator = allocator;
    this.fields = fields;
    this.wanted = wanted;
    for (Field field : fields) {
      if (field.getDictionary() != null && wanted.contains(field.getName())) {
        coded.put(field.getDictionary().getId(), field);
      }
    }
  }

  /** Takes in the entries of a dictionary, when one of the columns needs them. */
  void dictionary(IpcMessage message, DictionaryBatch batch) throws IOException {
    Field field = coded.get(batch.id());
    if (field == null) {
      return;
    }
    Field values = FileSchema.decoded(field);
    RecordBatch data = batch.data();
    ColumnPlace place = ColumnPlace.of(List.of(values), data).getFirst();
    FieldVector read = read(message, data, place, values);
    FieldVector known = entries.get(batch.id());
    if (known != null && batch.isDelta()) {
      try (read) {
        read.accept(new VectorAppender(known), null);
      }
      return;
    }
    entries.put(batch.id(), read);
    if (known != null) {
      known.close();
    }
  }

  /** The columns of a batch; the caller closes its root. */
  ArrowBatch batch(IpcMessage message, RecordBatch batch) throws IOException {
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (ColumnPlace place : ColumnPlace.of(fields, batch)) {
        if (wanted.contains(place.field().getName())) {
          vectors.add(column(message, batch, place));
        }
      }
      VectorSchemaRoot root = new VectorSchemaRoot(vectors);
      root.setRowCount(ArrowIpcReader.rows(file, batch));
      return new ArrowBatch(file, allocator, root, entries::get);
    } catch (IOException | RuntimeException e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
  }

  private FieldVector column(IpcMessage message, RecordBatch batch, ColumnPlace place)
      throws IOException {
    DictionaryEncoding encoding = place.field().getDictionary();
    if (encoding == null) {
      return read(message, batch, place, place.field());
    }
    FieldType type = new FieldType(true, encoding.getIndexType(), encoding);
    Field codes = new Field(place.field().getName(), type, List.of());
    FieldVector read = read(message, batch, place, codes);
    try {
      FieldVector known = entries.get(encoding.getId());
      VectorCheck.codes(read, known == null ? 0 : known.getValueCount());
      return read;
    } catch (IOException | RuntimeException e) {
      read.close();
      throw e;
    }
  }

  private FieldVector read(IpcMessage message, RecordBatch batch, ColumnPlace place, Field field)
      throws IOException {
    IpcBody body = new IpcBody(store, file, allocator, message);
    FieldVector vector = field.createVector(allocator);
    try {
      if (node(batch, place).getLength() != ArrowIpcReader.rows(file, batch)) {
        throw FileErrors.corrupt(
            file, "column '" + place.field().getName() + "' has not the rows of its batch");
      }
      load(vector, body, batch, place);
      return vector;
    } catch (IOException | RuntimeException e) {
      vector.close();
      throw e;
    }
  }

  private ArrowFieldNode node(RecordBatch batch, ColumnPlace place) {
    FieldNode node = batch.nodes(place.node());
    boolean sound =
        node != null
            && node.length() >= 0
            && node.length() <= ArrowIpcReader.MAX_ROWS
            && node.nullCount() >= 0
            && node.nullCount() <= node.length();
    if (!sound) {
      throw FileErrors.corrupt(
          file, "column '" + place.field().getName() + "' has no sound number of rows");
    }
    return new ArrowFieldNode(node.length(), node.nullCount());
  }

  /**
   * A vector without nulls or without values makes a bitmap by itself, so that is checked first.
   *
   * @return bytes of the vector and all in it
   */
  private long load(FieldVector vector, IpcBody body, RecordBatch batch, ColumnPlace place)
      throws IOException {
    List<ArrowBuf> buffers = new ArrayList<>();
    try {
      for (int i = 0; i < place.buffers(); i++) {
        buffers.add(body.read(batch, place.buffer() + i));
      }
      long bytes = buffers.stream().mapToLong(ArrowBuf::capacity).sum();
      for (int i = 0; i < place.inner().size(); i++) {
        FieldVector inner = vector.getChildrenFromFields().get(i);
        bytes += load(inner, body, batch, place.inner().get(i));
      }
      ArrowFieldNode node = node(batch, place);
      boolean none = vector.getField().getType() instanceof ArrowType.Null;
      if (!none && node.getLength() > bytes * 8) {
        throw new IOException("a batch claims more rows than it has bits");
      }
      vector.loadFieldBuffers(node, buffers);
      VectorCheck.check(vector, node.getLength());
      return bytes;
    } finally {
      buffers.forEach(ArrowBuf::close);
    }
  }

  @Override
  public void close() {
    entries.values().forEach(FieldVector::close);
    entries.clear();
  }
}
