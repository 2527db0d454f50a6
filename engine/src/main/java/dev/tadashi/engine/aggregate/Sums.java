package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;

/** Running sums of all groups. */
sealed interface Sums permits LongSums, ExactSums, DoubleSums {
  static Sums of(DataType argument) {
    if (argument.isFloating()) {
      return new DoubleSums();
    }
    boolean narrow = argument instanceof SimpleType simple && Layout.of(simple).width() <= 4;
    return narrow ? new LongSums() : new ExactSums(argument);
  }

  List<DataType> stateTypes();

  void grow(int groups);

  void add(int[] groups, Vec values, int n);

  /** Merges the columns of {@link #save}, which begin at {@code first}. */
  void merge(int[] groups, Vec[] states, int first, int n);

  List<Vec> save(int[] groups, int n, Scratch scratch);

  long heapBytes();
}
