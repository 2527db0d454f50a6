package dev.tadashi.engine.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.engine.testing.Chunks;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColumnBuilderTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.close();
  }

  private Column build(FieldVector vector, @Nullable Dictionary dictionary) {
    DataType type = ArrowTypes.toType(vector.getField());
    try (ColumnBuilder builder = ColumnBuilder.create(allocator, type, dictionary)) {
      int half = vector.getValueCount() / 2;
      builder.append(vector, 0, half);
      builder.append(vector, half, vector.getValueCount());
      return builder.build();
    } finally {
      vector.close();
    }
  }

  private List<@Nullable Object> values(Column column) {
    List<@Nullable Object> values = new ArrayList<>();
    try (Scratch scratch = new Scratch(allocator)) {
      for (int at = 0; at < column.rows(); at += Scratch.CHUNK) {
        int n = Math.min(Scratch.CHUNK, column.rows() - at);
        values.addAll(Chunks.values(column.type(), column.read(at, n, null, scratch), n));
      }
    }
    return values;
  }

  private void assertColumn(
      FieldVector vector, @Nullable Object min, @Nullable Object max, @Nullable Object... values) {
    try (Column column = build(vector, null)) {
      assertThat(values(column)).isEqualTo(Arrays.asList(values));
      assertThat(column.stats().min()).isEqualTo(literal(column.type(), min));
      assertThat(column.stats().max()).isEqualTo(literal(column.type(), max));
      long nulls = Arrays.stream(values).filter(value -> value == null).count();
      assertThat(column.nullCount()).isEqualTo(nulls);
    }
  }

  private static @Nullable Literal literal(DataType type, @Nullable Object value) {
    return value == null ? null : new Literal(type, value);
  }

  @Test
  void numbersOfEveryLayout() {
    IntVector ints = new IntVector("i", allocator);
    ints.allocateNew(3);
    ints.set(0, -5);
    ints.setNull(1);
    ints.set(2, 7);
    ints.setValueCount(3);
    assertColumn(ints, -5L, 7L, -5L, null, 7L);

    UInt8Vector unsigned = new UInt8Vector("u", allocator);
    unsigned.allocateNew(2);
    unsigned.set(0, -1L);
    unsigned.set(1, 3L);
    unsigned.setValueCount(2);
    BigDecimal most = new BigDecimal("18446744073709551615");
    assertColumn(unsigned, new BigDecimal(3), most, most, new BigDecimal(3));

    Float8Vector doubles = new Float8Vector("f", allocator);
    doubles.allocateNew(3);
    doubles.set(0, Double.NaN);
    doubles.set(1, -1.5);
    doubles.set(2, 0.25);
    doubles.setValueCount(3);
    assertColumn(doubles, -1.5, Double.NaN, Double.NaN, -1.5, 0.25);
  }

  @Test
  void conditionsDecimalsAndTimes() {
    BitVector bits = new BitVector("b", allocator);
    bits.allocateNew(3);
    bits.set(0, 1);
    bits.setNull(1);
    bits.set(2, 0);
    bits.setValueCount(3);
    assertColumn(bits, false, true, true, null, false);
    for (int precision : new int[] {18, 38}) {
      DecimalVector decimals = new DecimalVector("d", allocator, precision, 2);
      decimals.allocateNew(2);
      decimals.set(0, new BigDecimal("-12.34"));
      decimals.set(1, new BigDecimal("99.00"));
      decimals.setValueCount(2);
      BigDecimal least = new BigDecimal("-12.34");
      assertColumn(decimals, least, new BigDecimal("99.00"), least, new BigDecimal("99.00"));
    }
    DateMilliVector dates = new DateMilliVector("day", allocator);
    dates.allocateNew(1);
    dates.set(0, -1L);
    dates.setValueCount(1);
    assertColumn(dates, -1L, -1L, -1L);
    TimeSecVector times = new TimeSecVector("t", allocator);
    times.allocateNew(1);
    times.set(0, 60);
    times.setValueCount(1);
    assertColumn(times, 60L, 60L, 60L);
    assertColumn(new NullVector("n", 2), null, null, null, null);
  }

  private VarCharVector texts(@Nullable String... texts) {
    VarCharVector vector = new VarCharVector("s", allocator);
    vector.allocateNew();
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i];
      if (text != null) {
        vector.setSafe(i, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(texts.length);
    return vector;
  }

  @Test
  void textsShareADictionaryAndAreFreedWithTheLastColumn() {
    Dictionary dictionary = new Dictionary(allocator);
    Column first = build(texts("b", null, "a", "b"), dictionary);
    Column second = build(texts("c", "a", "", null), dictionary);
    dictionary.close();
    assertThat(values(first)).containsExactly("b", null, "a", "b");
    first.close();
    assertThat(second).isInstanceOf(DictionaryColumn.class);
    assertThat(values(second)).containsExactly("c", "a", "", null);
    assertThat(dictionary.size()).isEqualTo(4);
    assertThat(second.stats().min()).isEqualTo(Literal.of(""));
    second.close();
    assertThat(dictionary.tryRetain()).isFalse();
  }

  @Test
  void codesOfAnotherDictionaryAreMapped() {
    IntVector codes = new IntVector("s", allocator);
    codes.allocateNew(4);
    codes.set(0, 2);
    codes.setNull(1);
    codes.set(2, 0);
    codes.set(3, 1);
    codes.setValueCount(4);
    for (boolean shared : new boolean[] {true, false}) {
      try (Dictionary dictionary = new Dictionary(allocator);
          VarCharVector entries = texts("x", null, "z");
          ColumnBuilder builder =
              ColumnBuilder.create(allocator, SimpleType.VARCHAR, shared ? dictionary : null)) {
        builder.append(codes, entries);
        try (Column column = builder.build()) {
          assertThat(values(column)).containsExactly("z", null, "x", null);
          assertThat(dictionary.size()).isEqualTo(shared ? 2 : 0);
        }
      }
    }
    try (VarCharVector entries = texts("x");
        ColumnBuilder builder = ColumnBuilder.create(allocator, SimpleType.VARCHAR, null)) {
      assertFails(ErrorCode.FILE_CORRUPT, () -> builder.append(codes, entries));
    }
    codes.close();
  }

  private static void assertFails(ErrorCode code, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(TadashiException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void textsThatAreAllDifferentStayBytes() {
    @Nullable String[] texts = new @Nullable String[40_000];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = i % 100 == 3 ? null : "text " + i;
    }
    try (Dictionary dictionary = new Dictionary(allocator);
        Column column = build(texts(texts), dictionary)) {
      assertThat(column).isInstanceOf(BytesColumn.class);
      assertThat(values(column)).isEqualTo(Arrays.asList(texts));
      assertThat(dictionary.size()).isZero();
    }
  }

  @Test
  void largeTextsAreTexts() {
    LargeVarCharVector vector = new LargeVarCharVector("s", allocator);
    vector.allocateNew();
    vector.setSafe(0, "ä".getBytes(StandardCharsets.UTF_8));
    vector.setValueCount(2);
    assertColumn(vector, "ä", "ä", "ä", null);
  }

  @Test
  void selectedRowsAreRead() {
    BigIntVector vector = new BigIntVector("v", allocator);
    vector.allocateNew(100);
    for (int i = 0; i < 100; i++) {
      vector.set(i, i * 10L);
    }
    vector.setValueCount(100);
    try (Column column = build(vector, null);
        Scratch scratch = new Scratch(allocator)) {
      assertThat(Chunks.values(column.type(), column.read(50, 3, new int[] {0, 7, 49}, scratch), 3))
          .containsExactly(500L, 570L, 990L);
    }
  }

  @Test
  void halvesAreHeldAsFloats() {
    Float2Vector vector = new Float2Vector("h", allocator);
    vector.allocateNew(3);
    vector.setWithPossibleTruncate(0, 1.5f);
    vector.setNull(1);
    vector.setWithPossibleTruncate(2, -65504f);
    vector.setValueCount(3);
    assertColumn(vector, -65504.0, 1.5, 1.5, null, -65504.0);
  }

  @Test
  void textsInViewsAreHeld() {
    ViewVarCharVector vector = new ViewVarCharVector("v", allocator);
    vector.allocateNew();
    vector.setSafe(0, "short".getBytes(StandardCharsets.UTF_8));
    vector.setNull(1);
    vector.setSafe(2, "longer than twelve bytes".getBytes(StandardCharsets.UTF_8));
    vector.setValueCount(3);
    String text = "longer than twelve bytes";
    assertColumn(vector, text, "short", "short", null, text);
  }

  @Test
  void typesThatAreNotHeldAreNamed() {
    Field wide = Field.nullable("w", new ArrowType.Decimal(60, 2, 256));
    Field list = new Field("l", FieldType.nullable(ArrowType.List.INSTANCE), List.of(wide));
    assertThat(ArrowTypes.toType(list)).isEqualTo(new OtherType("list(decimal256(60,2))"));
    assertFails(
        ErrorCode.UNSUPPORTED,
        () -> ColumnBuilder.create(allocator, ArrowTypes.toType(list), null));
    try (IntVector ints = new IntVector("i", allocator);
        ColumnBuilder builder = ColumnBuilder.create(allocator, SimpleType.INT64, null)) {
      assertFails(ErrorCode.TYPE_MISMATCH, () -> builder.append(ints));
    }
  }

  @Test
  void theLimitOfTheAllocatorIsAnError() {
    try (BufferAllocator small = allocator.newChildAllocator("small", 0, 1 << 16);
        ColumnBuilder builder = ColumnBuilder.create(small, SimpleType.INT64, null);
        BigIntVector vector = new BigIntVector("v", allocator)) {
      vector.allocateNew(20_000);
      vector.setValueCount(20_000);
      assertFails(ErrorCode.MEMORY_EXCEEDED, () -> builder.append(vector));
    }
  }
}
