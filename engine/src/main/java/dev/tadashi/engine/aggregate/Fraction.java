package dev.tadashi.engine.aggregate;

import dev.tadashi.model.expr.Literal;

/** A share of sorted values, from the least on; one below zero is from the greatest on. */
record Fraction(double share, boolean fromGreatest) {
  static Fraction of(Literal literal) {
    double value = literal.doubleValue();
    return new Fraction(Math.abs(value), value < 0);
  }

  /** Where it lies among so many values, from 0, perhaps between two of them. */
  double position(int count) {
    double position = (count - 1) * share;
    return fromGreatest ? count - 1 - position : position;
  }

  /** The first of so many values, from 0, that has at least this share of them at or before it. */
  long place(long count) {
    long place = Math.max(1, count - (long) Math.floor(count - share * count)) - 1;
    return fromGreatest ? count - 1 - place : place;
  }
}
