package dev.tadashi.formats.parquet;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.engine.column.Column;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.storage.ObjectWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/**
 * Writes columns as a Parquet file of one row group. For each column the same type is read back:
 * what Parquet cannot tell, as the zone of timestamps, is told in Arrow's form beside it.
 */
public final class ParquetFileWriter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String CREATED_BY = "tadashi-mizu";

  private final Schema schema;
  private final BufferAllocator allocator;

  /**
   * A column of a type that is not written is refused by its name.
   *
   * @param schema of all files
   */
  public ParquetFileWriter(Schema schema, BufferAllocator allocator) {
    this.schema = schema;
    this.allocator = allocator;
    schema.fields().forEach(ParquetTypes::elements);
  }

  /** Writes all bytes of a file, which the caller finishes, and closes in any case. */
  public RowGroupInfo write(Map<String, Column> columns, int rows, ObjectWriter writer) {
    PageWriter out = new PageWriter(writer, allocator);
    out.write(MAGIC);
    List<ColumnChunk> chunks = new ArrayList<>();
    for (Field field : schema.fields()) {
      Column column = Objects.requireNonNull(columns.get(field.name()), field.name());
      if (field.type().isNested()) {
        NestedLeaf.of(field).forEach(leaf -> chunks.add(nested(leaf, column, out)));
        continue;
      }
      try (ChunkWriter chunk = new ChunkWriter(field, column, out, allocator)) {
        chunks.add(chunk.write());
      }
    }
    long bytes = out.position() - MAGIC.length;
    RowGroup group = new RowGroup(chunks, out.unpacked(), rows);
    group.setTotal_compressed_size(bytes);
    out.write(footer(group, rows));
    return new RowGroupInfo(rows, bytes);
  }

  private ColumnChunk nested(NestedLeaf leaf, Column column, PageWriter out) {
    try (NestedChunkWriter chunk = new NestedChunkWriter(leaf, column, out, allocator)) {
      return chunk.write();
    }
  }

  private byte[] footer(RowGroup group, long rows) {
    FileMetaData meta = new FileMetaData(2, elements(), rows, List.of(group));
    meta.setCreated_by(CREATED_BY);
    KeyValue arrow = new KeyValue("ARROW:schema");
    arrow.setValue(arrowSchema());
    meta.setKey_value_metadata(List.of(arrow));
    meta.setColumn_orders(
        Objects.requireNonNull(group.getColumns()).stream()
            .map(column -> ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()))
            .toList());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(meta, bytes);
      int length = bytes.size();
      bytes.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
      bytes.write(MAGIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private List<SchemaElement> elements() {
    List<SchemaElement> elements = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(schema.fields().size());
    elements.add(root);
    schema.fields().forEach(field -> elements.addAll(ParquetTypes.elements(field)));
    return elements;
  }

  private String arrowSchema() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      MessageSerializer.serialize(
          new WriteChannel(Channels.newChannel(bytes)), ArrowTypes.toArrow(schema));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
