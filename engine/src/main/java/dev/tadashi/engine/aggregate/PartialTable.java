package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.HeapBudget;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Partial aggregates: groups by key, and the states of every aggregate for them. Without keys there
 * is one group from the start, so that no rows at all still give a row. For one thread at a time.
 */
public final class PartialTable implements AutoCloseable {
  private final StageOutput.Partials output;
  private final GroupTable groups;
  private final Accumulator[] states;
  private final HeapBudget budget;

  public PartialTable(StageOutput.Partials output, BufferAllocator allocator) {
    this.output = output;
    this.groups =
        new GroupTable(output.keys().stream().map(key -> key.expr().type()).toList(), allocator);
    this.states =
        output.aggregates().stream()
            .map(call -> Aggregates.create(call, allocator))
            .toArray(Accumulator[]::new);
    this.budget = new HeapBudget(allocator);
    if (output.keys().isEmpty()) {
      for (Accumulator state : states) {
        state.grow(1);
      }
    }
  }

  /** The columns of a sealed unit: the key's hash, the keys, the states. */
  public static List<DataType> unitTypes(StageOutput.Partials output, BufferAllocator allocator) {
    List<DataType> types = new ArrayList<>();
    types.add(SimpleType.INT64);
    output.keys().forEach(key -> types.add(key.expr().type()));
    output
        .aggregates()
        .forEach(call -> {
          try (Accumulator state = Aggregates.create(call, allocator)) {
            types.addAll(state.stateTypes());
          }
        });
    return types;
  }

  /** Groups so far. */
  public int size() {
    return keyless() ? 1 : groups.size();
  }

  private boolean keyless() {
    return output.keys().isEmpty();
  }

  /** The hash of a group's key; 0 without keys, whose one bucket is 0. */
  public long hash(int group) {
    return keyless() ? 0 : groups.hash(group);
  }

  private long heapBytes() {
    long bytes = groups.heapBytes();
    for (Accumulator state : states) {
      bytes += state.heapBytes();
    }
    return bytes;
  }

  /** Bytes held, on-heap and off-heap. */
  public long bytes() {
    return heapBytes() + groups.keyBytes();
  }

  /** Adds rows: their keys, and the argument of each aggregate (null where it has none). */
  public void add(Vec[] keys, @Nullable Vec[] arguments, int n, Scratch scratch) {
    int[] ids = scratch.ints();
    if (keyless()) {
      Arrays.fill(ids, 0, n, 0);
    } else {
      groups.assign(keys, n, ids, scratch);
    }
    grow();
    for (int i = 0; i < states.length; i++) {
      states[i].add(ids, arguments[i], n, scratch);
    }
    budget.hold(heapBytes());
  }

  /** Merges a chunk of a unit, or of {@link #save}. */
  public void merge(Vec[] unit, int n, Scratch scratch) {
    int[] ids = scratch.ints();
    int at = 1 + output.keys().size();
    if (keyless()) {
      Arrays.fill(ids, 0, n, 0);
    } else {
      long[] hashes = ((LongVec) unit[0]).values();
      groups.assign(Arrays.copyOfRange(unit, 1, at), hashes, n, ids, scratch);
    }
    grow();
    for (Accumulator state : states) {
      int end = at + state.stateTypes().size();
      state.merge(ids, Arrays.copyOfRange(unit, at, end), n, scratch);
      at = end;
    }
    budget.hold(heapBytes());
  }

  private void grow() {
    for (Accumulator state : states) {
      state.grow(size());
    }
  }

  /** Groups as columns of a unit. */
  public Vec[] save(int[] ids, int n, Scratch scratch) {
    List<Vec> columns = new ArrayList<>();
    long[] hashes = scratch.longs();
    for (int i = 0; i < n; i++) {
      hashes[i] = hash(ids[i]);
    }
    columns.add(new LongVec(hashes, null));
    columns.addAll(List.of(groups.keys(ids, n, scratch)));
    for (Accumulator state : states) {
      columns.addAll(List.of(state.save(ids, n, scratch)));
    }
    return columns.toArray(Vec[]::new);
  }

  /** Groups as rows of the result: keys, then aggregates. */
  public Vec[] finish(int[] ids, int n, Scratch scratch) {
    List<Vec> columns = new ArrayList<>(List.of(groups.keys(ids, n, scratch)));
    for (Accumulator state : states) {
      columns.add(state.finish(ids, n, scratch));
    }
    return columns.toArray(Vec[]::new);
  }

  @Override
  public void close() {
    groups.close();
    for (Accumulator state : states) {
      state.close();
    }
    budget.close();
  }
}
