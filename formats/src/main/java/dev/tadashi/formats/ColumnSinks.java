package dev.tadashi.formats;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.formats.spi.ConstantColumn;
import dev.tadashi.formats.spi.RowBatch;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The columns of one load while they grow, of the table's types whatever the files hold: each takes
 * its values from the path of the slice or else from the batches. Close it in any case; it frees
 * what was not built.
 */
final class ColumnSinks implements AutoCloseable {
  private final List<Field> columns;
  private final List<ColumnBuilder> builders = new ArrayList<>();
  private final List<Dictionary> held = new ArrayList<>();
  private List<Optional<ConstantColumn>> fromPath = List.of();

  ColumnSinks(
      BufferAllocator allocator,
      DictionaryRegistry dictionaries,
      TableName table,
      long rows,
      List<Field> columns) {
    this.columns = columns;
    try {
      columns.forEach(column -> add(allocator, dictionaries, table, column));
      builders.forEach(builder -> builder.expectRows(rows));
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

  /** Begins a slice; the result is what its file is to be asked for. */
  List<Field> begin(String path) {
    PathColumns keys = PathColumns.of(path);
    fromPath = columns.stream().map(keys::column).toList();
    return columns.stream().filter(column -> !keys.has(column)).toList();
  }

  /** Adds rows of the slice. */
  void append(RowBatch batch) {
    for (int i = 0; i < builders.size(); i++) {
      Optional<ConstantColumn> constant = fromPath.get(i);
      if (constant.isPresent()) {
        constant.get().append(builders.get(i), batch.rows());
      } else {
        batch.append(columns.get(i), builders.get(i));
      }
    }
  }

  /** Off-heap bytes so far. */
  long bytes() {
    return builders.stream().mapToLong(ColumnBuilder::bytes).sum();
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
