package dev.tadashi.scheduler.prune;

import java.util.List;

/** What a three-valued condition can be over the rows of a partition. */
record Outcomes(boolean canBeTrue, boolean canBeFalse, boolean canBeNull) {
  static final Outcomes ANY = new Outcomes(true, true, true);

  Outcomes not() {
    return new Outcomes(canBeFalse, canBeTrue, canBeNull);
  }

  static Outcomes and(List<Outcomes> all) {
    boolean everyTrue = all.stream().allMatch(Outcomes::canBeTrue);
    boolean someFalse = all.stream().anyMatch(Outcomes::canBeFalse);
    boolean noFalse = all.stream().allMatch(each -> each.canBeTrue || each.canBeNull);
    boolean someNull = all.stream().anyMatch(Outcomes::canBeNull);
    return new Outcomes(everyTrue, someFalse, noFalse && someNull);
  }

  static Outcomes or(List<Outcomes> all) {
    return and(all.stream().map(Outcomes::not).toList()).not();
  }
}
