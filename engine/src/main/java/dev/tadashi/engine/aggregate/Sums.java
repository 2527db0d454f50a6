package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.List;

/** Running sums of all groups. */
sealed interface Sums permits ExactSums, DoubleSums {
  static Sums of(DataType argument) {
    return argument.isFloating() ? new DoubleSums() : new ExactSums(argument);
  }

  List<DataType> stateTypes();

  void grow(int groups);

  void add(int[] groups, Vec values, int n);

  /** Merges the columns of {@link #save}, which begin at {@code first}. */
  void merge(int[] groups, Vec[] states, int first, int n);

  List<Vec> save(int[] groups, int n, Scratch scratch);

  long heapBytes();
}
