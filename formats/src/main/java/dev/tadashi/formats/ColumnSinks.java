package dev.tadashi.formats;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** The columns of one load while they grow. Close it in any case; it frees what was not built. */
final class ColumnSinks implements AutoCloseable {
  private final List<Field> columns;
  private final List<ColumnBuilder> builders = new ArrayList<>();
  private final List<Dictionary> held = new ArrayList<>();

  ColumnSinks(
      BufferAllocator allocator,
      DictionaryRegistry dictionaries,
      TableName table,
      List<Field> columns) {
    this.columns = columns;
    try {
      columns.forEach(column -> add(allocator, dictionaries, table, column));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void add(
      BufferAllocator allocator, DictionaryRegistry dictionaries, TableName table, Field column) {
    if (column.type() != SimpleType.VARCHAR) {
      builders.add(ColumnBuilder.create(allocator, column.type(), null));
      return;
    }
    Dictionary shared = dictionaries.acquire(table, column.name());
    held.add(shared);
    builders.add(ColumnBuilder.create(allocator, column.type(), shared));
  }

  /** Adds a batch, whose columns are those of the load in their order. */
  void append(ArrowReader batch) throws IOException {
    VectorSchemaRoot root = batch.getVectorSchemaRoot();
    for (int i = 0; i < builders.size(); i++) {
      FieldVector vector = root.getVector(i);
      DictionaryEncoding encoding = vector.getField().getDictionary();
      if (encoding == null) {
        builders.get(i).append(vector);
      } else {
        org.apache.arrow.vector.dictionary.Dictionary entries =
            batch.getDictionaryVectors().get(encoding.getId());
        builders.get(i).appendCoded(vector, Objects.requireNonNull(entries).getVector());
      }
    }
  }

  /** The finished columns, which the caller owns. */
  Map<String, Column> build() {
    Map<String, Column> built = new LinkedHashMap<>();
    try {
      for (int i = 0; i < builders.size(); i++) {
        built.put(columns.get(i).name(), builders.get(i).build());
      }
    } catch (RuntimeException e) {
      built.values().forEach(Column::close);
      throw e;
    }
    return built;
  }

  @Override
  public void close() {
    builders.forEach(ColumnBuilder::close);
    held.forEach(Dictionary::close);
  }
}
