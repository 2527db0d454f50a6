package dev.tadashi.engine.testing;

import dev.tadashi.model.function.AggregateFunction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Statistics of two numbers by their definitions. */
final class Regressions {
  private static final MathContext PRECISE = new MathContext(60);

  private Regressions() {}

  static @Nullable Object of(AggregateFunction function, List<BigDecimal> ys, List<BigDecimal> xs) {
    int n = ys.size();
    if (n == 0) {
      return null;
    }
    BigDecimal count = BigDecimal.valueOf(n);
    BigDecimal meanY = mean(ys);
    BigDecimal meanX = mean(xs);
    BigDecimal yy = products(ys, meanY, ys, meanY);
    BigDecimal xx = products(xs, meanX, xs, meanX);
    BigDecimal xy = products(xs, meanX, ys, meanY);
    boolean flatX = xx.signum() == 0;
    boolean flatY = yy.signum() == 0;
    return switch (function) {
      case CORR -> flatX || flatY ? null : correlation(xx, yy, xy);
      case COVAR_POP -> xy.divide(count, PRECISE).doubleValue();
      case COVAR_SAMP ->
          n < 2 ? null : (Object) xy.divide(BigDecimal.valueOf(n - 1L), PRECISE).doubleValue();
      case REGR_SLOPE -> flatX ? null : xy.divide(xx, PRECISE).doubleValue();
      case REGR_INTERCEPT ->
          flatX ? null : meanY.subtract(xy.divide(xx, PRECISE).multiply(meanX)).doubleValue();
      case REGR_R2 ->
          flatX
              ? null
              : flatY ? 1.0 : xy.multiply(xy).divide(xx.multiply(yy), PRECISE).doubleValue();
      case REGR_AVGX -> meanX.doubleValue();
      case REGR_AVGY -> meanY.doubleValue();
      case REGR_SXX -> xx.doubleValue();
      case REGR_SYY -> yy.doubleValue();
      case REGR_SXY -> xy.doubleValue();
      default -> throw new IllegalArgumentException(function.functionName());
    };
  }

  private static Object correlation(BigDecimal xx, BigDecimal yy, BigDecimal xy) {
    return xy.divide(xx.multiply(yy).sqrt(PRECISE), PRECISE).doubleValue();
  }

  private static BigDecimal mean(List<BigDecimal> values) {
    return values.stream()
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(BigDecimal.valueOf(values.size()), PRECISE);
  }

  private static BigDecimal products(
      List<BigDecimal> as, BigDecimal meanA, List<BigDecimal> bs, BigDecimal meanB) {
    return IntStream.range(0, as.size())
        .mapToObj(i -> as.get(i).subtract(meanA).multiply(bs.get(i).subtract(meanB), PRECISE))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
