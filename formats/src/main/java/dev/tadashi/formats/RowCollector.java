package dev.tadashi.formats;

import dev.tadashi.engine.column.Column;
import dev.tadashi.formats.spi.ArrowBatch;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.util.TransferPair;

/**
 * Rows that come from outside, on their way to be a partition: whatever they point to was checked
 * ({@link BatchCheck}), and they become columns of the table's types. For one thread; closing frees
 * what was not built.
 */
public final class RowCollector implements AutoCloseable {
  private static final TableFile NO_FILE = new TableFile("", 0, "");

  private final BufferAllocator allocator;
  private final Schema schema;
  private final ColumnSinks sinks;
  private int rows;

  /**
   * @param rows that are expected
   * @param schema of the table
   */
  public RowCollector(
      BufferAllocator allocator,
      DictionaryRegistry dictionaries,
      TableName table,
      long rows,
      Schema schema) {
    this.allocator = allocator;
    this.schema = schema;
    this.sinks = new ColumnSinks(allocator, dictionaries, table, rows, schema.fields());
    sinks.begin("");
  }

  /** Adds rows that a reader of ours has made. */
  public void append(RowBatch batch) {
    sinks.append(batch);
    rows += batch.rows();
  }

  /** Adds all rows of a checked batch, or of a part of one, which stays the caller's. */
  public void append(VectorSchemaRoot batch, DictionaryProvider entries) {
    List<FieldVector> vectors = new ArrayList<>();
    try {
      batch.getFieldVectors().forEach(vector -> vectors.add(named(vector)));
      int count = batch.getRowCount();
      List<org.apache.arrow.vector.types.pojo.Field> fields =
          vectors.stream().map(FieldVector::getField).toList();
      appendNamed(new VectorSchemaRoot(fields, vectors, count), count, entries);
    } finally {
      vectors.forEach(FieldVector::close);
    }
  }

  /** The vector under the name of the table's column, which it need not be written like. */
  private FieldVector named(FieldVector vector) {
    Field column = schema.field(schema.require(vector.getName()));
    org.apache.arrow.vector.types.pojo.Field field =
        new org.apache.arrow.vector.types.pojo.Field(
            column.name(), vector.getField().getFieldType(), vector.getField().getChildren());
    TransferPair pair = vector.getTransferPair(field, allocator);
    pair.splitAndTransfer(0, vector.getValueCount());
    return (FieldVector) pair.getTo();
  }

  private void appendNamed(VectorSchemaRoot batch, int count, DictionaryProvider entries) {
    sinks.append(
        new ArrowBatch(
            NO_FILE,
            allocator,
            batch,
            id -> {
              Dictionary found = entries.lookup(id);
              return found == null ? null : found.getVector();
            }));
    rows += count;
  }

  /** Rows so far. */
  public int rows() {
    return rows;
  }

  /** Off-heap bytes so far. */
  public long bytes() {
    return sinks.bytes();
  }

  /** The columns by name, which the caller owns; the collector cannot be used afterwards. */
  public Map<String, Column> build() {
    Map<String, Column> columns = sinks.build();
    for (Field field : schema.fields()) {
      Column column = columns.get(field.name());
      if (!field.nullable() && column != null && column.nullCount() > 0) {
        columns.values().forEach(Column::close);
        throw BatchCheck.damaged(field.name(), "it has nulls, and the table's has none");
      }
    }
    return columns;
  }

  @Override
  public void close() {
    sinks.close();
  }
}
