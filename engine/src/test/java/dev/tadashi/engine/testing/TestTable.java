package dev.tadashi.engine.testing;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A table of Java values, as partitions of any size. */
public final class TestTable {
  private final Schema schema;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  /** Columns as {@code "name type, name type"}. */
  public TestTable(String columns) {
    this.schema =
        new Schema(
            Arrays.stream(columns.split(";"))
                .map(text -> text.trim().split(" ", 2))
                .map(parts -> Field.of(parts[0], DataType.parse(parts[1])))
                .toList());
  }

  public Schema schema() {
    return schema;
  }

  public List<@Nullable Object[]> rows() {
    return rows;
  }

  /** Adds a row. */
  public TestTable row(@Nullable Object... values) {
    rows.add(values);
    return this;
  }

  /** The named columns of a share of the rows, as partitions with dictionaries of their own. */
  public Source source(
      BufferAllocator allocator, List<Field> columns, int from, int to, int perPartition) {
    List<Partition> partitions = new ArrayList<>();
    for (int at = from; at < to; at += perPartition) {
      partitions.add(partition(allocator, columns, at, Math.min(to, at + perPartition)));
    }
    return new Source(new Schema(columns), partitions);
  }

  private Partition partition(BufferAllocator allocator, List<Field> fields, int from, int to) {
    List<Column> columns = new ArrayList<>();
    for (Field field : fields) {
      int index = schema.require(field.name());
      try (Dictionary dictionary = new Dictionary(allocator);
          Scratch scratch = new Scratch(allocator);
          ColumnBuilder builder =
              ColumnBuilder.create(allocator, field.type(), from % 3 == 2 ? null : dictionary)) {
        for (int at = from; at < to; at += Scratch.CHUNK) {
          int end = Math.min(to, at + Scratch.CHUNK);
          List<@Nullable Object> values = new ArrayList<>();
          rows.subList(at, end).forEach(row -> values.add(row[index]));
          builder.append(Chunks.of(field.type(), values, scratch), end - at);
          scratch.reset();
        }
        columns.add(builder.build());
      }
    }
    return new Partition(to - from, columns);
  }

  /** Partitions that count how often they are opened and given back. */
  public static final class Source implements RowSource, AutoCloseable {
    private final Schema schema;
    private final List<Partition> partitions;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private boolean staying;

    public Source(Schema schema, List<Partition> partitions) {
      this.schema = schema;
      this.partitions = partitions;
    }

    /** Its parts may stay open. */
    public Source staying() {
      staying = true;
      return this;
    }

    @Override
    public boolean staysOpen() {
      return staying;
    }

    /** Parts that are open now. */
    public int open() {
      return open.get();
    }

    /** Parts that were opened. */
    public int opened() {
      return opened.get();
    }

    @Override
    public int parts() {
      return partitions.size();
    }

    @Override
    public Partition open(int part) {
      open.incrementAndGet();
      opened.incrementAndGet();
      return partitions.get(part);
    }

    @Override
    public void done(int part) {
      open.decrementAndGet();
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public TadashiException locate(TadashiException failure, int part, int row) {
      return failure.at("row", part + ":" + row);
    }

    @Override
    public void close() {
      partitions.forEach(Partition::closeColumns);
    }
  }
}
