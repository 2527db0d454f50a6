package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.aggregate.PairStatistic.Moments;
import org.jspecify.annotations.Nullable;

/** What is calculated of two numbers y and x; null where it is not defined. */
final class Regression {
  private Regression() {}

  static @Nullable Double correlation(Moments m) {
    double spread = Math.sqrt(m.yy()) * Math.sqrt(m.xx());
    return spread == 0 ? null : m.xy() / spread;
  }

  static @Nullable Double populationCovariance(Moments m) {
    return m.xy() / m.count();
  }

  static @Nullable Double sampleCovariance(Moments m) {
    return m.count() < 2 ? null : m.xy() / (m.count() - 1);
  }

  static @Nullable Double slope(Moments m) {
    return m.xx() == 0 ? null : m.xy() / m.xx();
  }

  static @Nullable Double intercept(Moments m) {
    Double slope = slope(m);
    return slope == null ? null : m.y() - slope * m.x();
  }

  static @Nullable Double determination(Moments m) {
    if (m.xx() == 0) {
      return null;
    }
    return m.yy() == 0 ? 1 : m.xy() / m.xx() * (m.xy() / m.yy());
  }
}
