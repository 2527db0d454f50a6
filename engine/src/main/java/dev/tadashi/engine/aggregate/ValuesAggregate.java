package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;

/** An aggregate whose state is values of a group. */
abstract class ValuesAggregate<V extends GroupValues> implements Accumulator {
  final V values;

  ValuesAggregate(V values) {
    this.values = values;
  }

  @Override
  public final List<DataType> stateTypes() {
    return List.of(SimpleType.BINARY);
  }

  @Override
  public final void grow(int groups) {
    values.grow(groups);
  }

  @Override
  public final Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {values.save(groups, n, scratch)};
  }

  @Override
  public final long heapBytes() {
    return values.heapBytes();
  }

  @Override
  public final void close() {
    values.close();
  }
}
