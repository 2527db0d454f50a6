package dev.tadashi.engine.testing;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.NestedBytes;
import dev.tadashi.engine.column.ValueDecoder;
import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.memory.Int128;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** Chunks from lists of Java values and back. */
public final class Chunks {
  private Chunks() {}

  /** A chunk of values as {@link Literal} has them. */
  public static Vec of(DataType type, List<? extends @Nullable Object> values, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    boolean any = false;
    for (int i = 0; i < values.size(); i++) {
      nulls[i] = values.get(i) == null;
      any |= nulls[i];
    }
    boolean @Nullable [] flags = any ? nulls : null;
    return switch (Layout.of(type)) {
      case F32, F64 -> {
        double[] out = scratch.doubles();
        for (int i = 0; i < values.size(); i++) {
          out[i] = values.get(i) instanceof Number number ? number.doubleValue() : 0;
        }
        yield new DoubleVec(out, flags);
      }
      case I128 -> wides((DecimalType) type, values, flags, scratch);
      case BYTES -> texts(type, values, flags, scratch);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> {
        long[] out = scratch.longs();
        for (int i = 0; i < values.size(); i++) {
          Object value = values.get(i);
          out[i] = value == null ? 0 : Values.toLong(literal(type, value));
        }
        yield new LongVec(out, flags);
      }
    };
  }

  private static Literal literal(DataType type, Object value) {
    return new Literal(type, value instanceof Integer number ? (Object) number.longValue() : value);
  }

  private static Vec wides(
      DecimalType type,
      List<? extends @Nullable Object> values,
      boolean @Nullable [] nulls,
      Scratch scratch) {
    long[] high = scratch.longs();
    long[] low = scratch.longs();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof BigDecimal value) {
        BigInteger scaled = Values.unscaled(type, value);
        high[i] = Int128.high(scaled);
        low[i] = scaled.longValue();
      }
    }
    return new WideVec(high, low, nulls);
  }

  private static Vec texts(
      DataType type,
      List<? extends @Nullable Object> values,
      boolean @Nullable [] nulls,
      Scratch scratch) {
    long[] addresses = scratch.longs();
    int[] lengths = scratch.ints();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      byte[] bytes = value == null ? new byte[0] : Values.toBytes(new Literal(type, value));
      addresses[i] = scratch.memory(bytes.length);
      lengths[i] = bytes.length;
      Memory.put(addresses[i], bytes);
    }
    return new BytesVec(addresses, lengths, nulls);
  }

  /** The values of a chunk. */
  public static List<@Nullable Object> values(DataType type, Vec vec, int n) {
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(Vec.isNull(vec.nulls(), i) ? null : value(type, vec, i));
    }
    return out;
  }

  private static @Nullable Object value(DataType type, Vec vec, int row) {
    if (type instanceof ListType list && vec instanceof TextVec bytes) {
      return elements(list.element(), bytes.address(row), bytes.length(row));
    }
    return switch (vec) {
      case LongVec longs -> Values.ofLong(type, longs.values()[row]).value();
      case DoubleVec doubles -> doubles.values()[row];
      case WideVec wides -> Values.ofWide(type, wides.high()[row], wides.low()[row]).value();
      case TextVec texts -> {
        byte[] bytes = Memory.bytes(texts.address(row), texts.length(row));
        yield type == SimpleType.VARCHAR ? new String(bytes, StandardCharsets.UTF_8) : bytes;
      }
    };
  }

  /** The elements of a short list. */
  private static List<@Nullable Object> elements(DataType type, long address, int length) {
    try (BufferAllocator allocator = new RootAllocator();
        Scratch scratch = new Scratch(allocator)) {
      ValueDecoder decoder = new ValueDecoder(Layout.of(type), scratch);
      int head = NestedBytes.listHead(NestedBytes.elements(address, length));
      decoder.open(address + head, length - head);
      while (decoder.hasMore()) {
        decoder.read();
      }
      return values(type, decoder.chunk(), decoder.size());
    }
  }
}
