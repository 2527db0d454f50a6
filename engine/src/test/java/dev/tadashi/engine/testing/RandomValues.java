package dev.tadashi.engine.testing;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random values of any type, with repetitions. */
public final class RandomValues {
  private RandomValues() {}

  /** So many values, one in seven of them null when wished. */
  public static List<@Nullable Object> of(DataType type, int n, Random random, boolean nulls) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean isNull = type == SimpleType.NULL || (nulls && random.nextInt(7) == 0);
      values.add(isNull ? null : one(type, random));
    }
    return values;
  }

  private static Object one(DataType type, Random random) {
    return switch (type) {
      case SimpleType simple -> simple(simple, random);
      case DecimalType decimal -> {
        int bits = decimal.precision() > 18 ? 80 : 29;
        BigInteger digits = new BigInteger(bits, random).subtract(BigInteger.TWO.pow(bits - 1));
        yield new BigDecimal(digits, decimal.scale());
      }
      default -> (long) random.nextInt(1_000_000);
    };
  }

  private static Object simple(SimpleType type, Random random) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case INT8 -> (long) (byte) random.nextInt();
      case INT16 -> (long) (short) random.nextInt();
      case INT32, DATE -> (long) random.nextInt(-5_000, 5_000);
      case INT64 -> random.nextLong();
      case UINT8 -> (long) random.nextInt(256);
      case UINT16 -> (long) random.nextInt(1 << 16);
      case UINT32 -> random.nextLong(1L << 32);
      case UINT64 -> new BigDecimal(new BigInteger(64, random));
      case FLOAT32 -> (double) (float) (random.nextGaussian() * 1_000);
      case FLOAT64 -> random.nextGaussian() * Math.pow(10, random.nextInt(-3, 9));
      case BINARY -> ("b" + random.nextInt(300)).getBytes(StandardCharsets.UTF_8);
      case VARCHAR, NULL -> random.nextInt(10) == 0 ? "" : "ü" + random.nextInt(300);
    };
  }
}
