package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Least or greatest value; null for no values. Its state is a value, so merging is adding. */
final class ExtremeAggregate implements Accumulator {
  private final DataType type;
  private final Extremes extremes;

  ExtremeAggregate(DataType type, boolean greatest) {
    this.type = type;
    this.extremes =
        switch (Layout.of(type)) {
          case F32, F64 -> new DoubleExtremes(greatest);
          case I128 -> new WideExtremes(greatest);
          case BYTES -> new BytesExtremes(greatest);
          case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 ->
              new LongExtremes(greatest, type == SimpleType.UINT64);
        };
  }

  @Override
  public List<DataType> stateTypes() {
    return List.of(type);
  }

  @Override
  public void grow(int groups) {
    extremes.grow(groups);
  }

  @Override
  public void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch) {
    extremes.add(groups, Objects.requireNonNull(argument), n);
  }

  @Override
  public void merge(int[] groups, Vec[] states, int n, Scratch scratch) {
    extremes.add(groups, states[0], n);
  }

  @Override
  public boolean mergesSideBySide() {
    return !(extremes instanceof BytesExtremes);
  }

  @Override
  public Vec[] save(int[] groups, int n, Scratch scratch) {
    return new Vec[] {extremes.read(groups, n, scratch)};
  }

  @Override
  public Vec finish(int[] groups, int n, Scratch scratch) {
    return extremes.read(groups, n, scratch);
  }

  @Override
  public long heapBytes() {
    return extremes.heapBytes();
  }
}
