package dev.tadashi.engine.function;

import org.jspecify.annotations.Nullable;

/**
 * A function of one row's values. It gives a {@link Boolean}, {@link Long}, {@link Double}, {@link
 * java.math.BigInteger} (a decimal's scaled integer), {@link java.math.BigDecimal}, {@link String}
 * or {@code byte[]}, as its result's type needs; null is null. For one thread: it may keep what it
 * made of a constant argument.
 */
@FunctionalInterface
public interface RowFunction {
  @Nullable Object apply(Args args, int row);
}
