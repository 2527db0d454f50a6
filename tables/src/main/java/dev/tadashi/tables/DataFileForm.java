package dev.tadashi.tables;

import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.RowGroupInfo;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Schema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Data files as manifests name them, with counts and bounds from our statistics. */
final class DataFileForm {
  private static final long AFTER_MAGIC = 4;

  private final org.apache.iceberg.Schema schema;
  private final Schema columns;

  DataFileForm(org.apache.iceberg.Schema schema, Schema columns) {
    this.schema = schema;
    this.columns = columns;
  }

  DataFile encode(WrittenFile file, String location) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(location)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(file.size())
        .withRecordCount(file.rows())
        .withMetrics(metrics(file))
        .withSplitOffsets(offsets(file.rowGroups()))
        .build();
  }

  /** A file as a change names it that removes it. */
  static DataFile named(ContentFile file, String location) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(location)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(file.size())
        .withRecordCount(file.rows())
        .build();
  }

  private static List<Long> offsets(List<RowGroupInfo> groups) {
    List<Long> offsets = new ArrayList<>();
    long offset = AFTER_MAGIC;
    for (RowGroupInfo group : groups) {
      offsets.add(offset);
      offset += Math.max(1, group.bytes());
    }
    return offsets;
  }

  private Metrics metrics(WrittenFile file) {
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    for (Types.NestedField field : schema.columns()) {
      Optional<ColumnStatistics> known = file.statistics().column(field.name());
      if (known.isPresent()) {
        values.put(field.fieldId(), file.rows());
        nulls.put(field.fieldId(), known.get().nulls());
        put(lower, field, ColumnBounds.encode(known.get().min(), field.type(), true));
        put(upper, field, ColumnBounds.encode(known.get().max(), field.type(), false));
      }
    }
    return new Metrics(file.rows(), null, values, nulls, null, lower, upper);
  }

  private static void put(
      Map<Integer, ByteBuffer> bounds, Types.NestedField field, @Nullable ByteBuffer bound) {
    if (bound != null) {
      bounds.put(field.fieldId(), bound);
    }
  }

  ContentFile decode(DataFile file, String path) {
    List<ColumnStatistics> known = new ArrayList<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      Types.NestedField field = schema.columns().get(i);
      Long nulls =
          file.nullValueCounts() == null ? null : file.nullValueCounts().get(field.fieldId());
      if (nulls != null) {
        known.add(
            new ColumnStatistics(
                columns.field(i).name(),
                nulls,
                0,
                bound(file.lowerBounds(), field, i),
                bound(file.upperBounds(), field, i)));
      }
    }
    int groups = file.splitOffsets() == null ? 1 : file.splitOffsets().size();
    return new ContentFile(path, file.fileSizeInBytes(), file.recordCount(), groups, known);
  }

  private @Nullable Literal bound(
      @Nullable Map<Integer, ByteBuffer> bounds, Types.NestedField field, int column) {
    return bounds == null
        ? null
        : ColumnBounds.decode(
            bounds.get(field.fieldId()), field.type(), columns.field(column).type());
  }
}
