package dev.tadashi.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.type.SimpleType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RowHashesTest {
  private static final int ROWS = 20_000;

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsHeld() {
    allocator.close();
  }

  @Test
  void rowsHaveTheSameSumHoweverTheyAreCut() {
    try (Column numbers = numbers(0);
        Column texts = texts(true)) {
      RowSum whole = sum(List.of(numbers, texts), 0, ROWS);
      assertThat(whole.rows()).isEqualTo(ROWS);
      assertThat(
              sum(List.of(numbers, texts), 0, 4097)
                  .plus(sum(List.of(numbers, texts), 4097, ROWS - 4097)))
          .isEqualTo(whole);
    }
  }

  @Test
  void textsCountByTheirBytesAndNotByTheirCodes() {
    try (Column coded = texts(true);
        Column plain = texts(false)) {
      assertThat(coded.getClass()).isNotEqualTo(plain.getClass());
      assertThat(sum(List.of(coded), 0, ROWS)).isEqualTo(sum(List.of(plain), 0, ROWS));
    }
  }

  @Test
  void anotherValueAndAnotherPlaceOfOneAreOtherRows() {
    try (Column numbers = numbers(0);
        Column later = numbers(1);
        Column texts = texts(true)) {
      RowSum sum = sum(List.of(numbers, texts), 0, ROWS);
      assertThat(sum(List.of(later, texts), 0, ROWS)).isNotEqualTo(sum);
      assertThat(sum(List.of(numbers, later), 0, ROWS))
          .isNotEqualTo(sum(List.of(later, numbers), 0, ROWS));
    }
  }

  private RowSum sum(List<Column> columns, int from, int rows) {
    try (RowHashes hashes = new RowHashes(columns, allocator)) {
      return hashes.sum(from, rows);
    }
  }

  /** Every seventh is null. */
  private Column numbers(long first) {
    try (ColumnBuilder builder = ColumnBuilder.create(allocator, SimpleType.INT64, null);
        BigIntVector values = new BigIntVector("n", allocator)) {
      values.allocateNew(ROWS);
      for (int row = 0; row < ROWS; row++) {
        if (row % 7 == 0) {
          values.setNull(row);
        } else {
          values.set(row, first + row);
        }
      }
      values.setValueCount(ROWS);
      builder.append(values);
      return builder.build();
    }
  }

  private Column texts(boolean coded) {
    try (Dictionary dictionary = new Dictionary(allocator);
        ColumnBuilder builder =
            ColumnBuilder.create(allocator, SimpleType.VARCHAR, coded ? dictionary : null);
        VarCharVector values = new VarCharVector("t", allocator)) {
      for (int row = 0; row < ROWS; row++) {
        String text = row % 3 == 0 ? "" : "text number " + row % 97;
        values.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
      }
      values.setValueCount(ROWS);
      builder.append(values);
      return builder.build();
    }
  }
}
