package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.Arrays;
import java.util.List;

/**
 * A value of one column where another is least or greatest; of several such rows the first that
 * came. Its state is both values, so merging is adding.
 */
final class ArgExtremeAggregate implements PairAccumulator {
  private final List<DataType> types;
  private final boolean greatest;
  private final Cells values;
  private final Cells order;
  private boolean[] seen = new boolean[0];

  ArgExtremeAggregate(DataType value, DataType by, boolean greatest) {
    this.types = List.of(value, by);
    this.greatest = greatest;
    this.values = Cells.of(value);
    this.order = Cells.of(by);
  }

  @Override
  public List<DataType> stateTypes() {
    return types;
  }

  @Override
  public void grow(int groups) {
    if (groups > seen.length) {
      int length = Growth.length(seen.length, groups);
      seen = Arrays.copyOf(seen, length);
      values.resize(length);
      order.resize(length);
    }
  }

  @Override
  public void add(int[] groups, Vec first, Vec second, int n, Scratch scratch) {
    values.load(first, n, scratch);
    order.load(second, n, scratch);
    boolean[] nulls = Vec.eitherNull(first.nulls(), second.nulls(), n, scratch);
    for (int i = 0; i < n; i++) {
      if (nulls == null || !nulls[i]) {
        offer(groups[i], i);
      }
    }
  }

  private void offer(int group, int row) {
    int before = seen[group] ? order.compareRow(group, row) : 0;
    if (!seen[group] || (greatest ? before < 0 : before > 0)) {
      values.set(group, row);
      order.set(group, row);
      seen[group] = true;
    }
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    add(groups, states[0], states[1], n, scratch);
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    boolean[] nulls = unseen(groups, n, scratch);
    return new Vec[] {
      values.read(groups, n, nulls, scratch), order.read(groups, n, nulls, scratch)
    };
  }

  private boolean[] unseen(int[] groups, int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      nulls[i] = !seen[groups[i]];
    }
    return nulls;
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    return values.read(groups, n, unseen(groups, n, scratch), scratch);
  }

  @Override
  public long heapBytes() {
    return seen.length + values.heapBytes() + order.heapBytes();
  }
}
