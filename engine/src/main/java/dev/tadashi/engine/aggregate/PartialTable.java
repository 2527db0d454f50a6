package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.memory.HeapBudget;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.AggregateCall;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Partial aggregates: groups by key, and the states of every aggregate for them. Without keys there
 * is one group from the start, so that no rows at all still give a row. For one thread at a time.
 */
public final class PartialTable implements AutoCloseable {
  private final StageOutput.Partials output;
  private final RowCounts rows = new RowCounts();
  private final boolean counting;
  private Groups groups;

  /** How groups were found before those that there are now. */
  private final List<String> before = new ArrayList<>();

  private final Accumulator[] states;
  private final boolean[] pairs;
  private final HeapBudget budget;

  private PartialTable(
      StageOutput.Partials output, Groups groups, boolean ofRows, BufferAllocator allocator) {
    this.output = output;
    this.groups = groups;
    this.counting = ofRows && output.aggregates().stream().anyMatch(Aggregates::counts);
    this.states =
        output.aggregates().stream()
            .map(call -> Aggregates.create(call, allocator, ofRows ? rows : null))
            .toArray(Accumulator[]::new);
    this.pairs = new boolean[states.length];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = output.aggregates().get(i).rowArguments().size() == 2;
    }
    this.budget = new HeapBudget(allocator);
    if (output.keys().isEmpty()) {
      grow();
    }
  }

  /** A table for rows, which finds their groups in the way that suits them. */
  public static PartialTable forRows(StageOutput.Partials output, BufferAllocator allocator) {
    List<DataType> types = keyTypes(output);
    Groups groups =
        PackedKey.packable(types)
            ? new PackedGroups(types, allocator)
            : new GroupTable(types, allocator);
    return new PartialTable(output, groups, true, allocator);
  }

  /** A table for units, whose groups are found by the hashes that they bring. */
  public static PartialTable forUnits(StageOutput.Partials output, BufferAllocator allocator) {
    return new PartialTable(output, new GroupTable(keyTypes(output), allocator), false, allocator);
  }

  /** A table for packed rows, {@link #addPacked}; the keys become its own. */
  static PartialTable forPacked(
      StageOutput.Partials output, PackedKeys keys, int capacity, BufferAllocator allocator) {
    Groups groups = PackedGroups.ofPacked(keyTypes(output), allocator, keys, capacity);
    return new PartialTable(output, groups, true, allocator);
  }

  /** Its groups while their keys are packed. */
  @Nullable PackedGroups packed() {
    return groups instanceof PackedGroups packed ? packed : null;
  }

  private static List<DataType> keyTypes(StageOutput.Partials output) {
    return output.keys().stream().map(key -> key.expr().type()).toList();
  }

  /** Tells that so many more rows will come. */
  public void expect(long more) {
    if (groups instanceof PackedGroups packed) {
      packed.expect(more);
    }
  }

  /** How groups were found, one after the other, in a few words each. */
  public List<String> strategies() {
    if (keyless()) {
      return List.of("one group");
    }
    List<String> all = new ArrayList<>(before);
    all.addAll(groups.strategies());
    return all;
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

  /** The hashes of groups' keys; 0 without keys, whose one bucket is 0. */
  public long[] hashes(int[] ids, int n, Scratch scratch) {
    return keyless() ? new long[n] : groups.hashes(ids, n, scratch);
  }

  private long heapBytes() {
    long bytes = groups.heapBytes() + rows.heapBytes();
    for (Accumulator state : states) {
      bytes += state.heapBytes();
    }
    return bytes;
  }

  /** Tells the allocator what it does not know yet. */
  private void hold() {
    long bytes = heapBytes();
    for (Accumulator state : states) {
      bytes -= state.reservedBytes();
    }
    budget.hold(bytes);
  }

  /** Bytes held, on-heap and off-heap. */
  public long bytes() {
    return heapBytes() + groups.keyBytes();
  }

  /** Bytes of the groups' keys and states, without what they are found by. */
  public long contentBytes() {
    long bytes = groups.keyBytes() + size() * 8L * (1 + output.keys().size());
    for (Accumulator state : states) {
      bytes += state.heapBytes();
    }
    return bytes;
  }

  private static Vec given(@Nullable Vec argument) {
    return Objects.requireNonNull(argument);
  }

  /** Called before states are saved, when no more are added; may take long. */
  public void prepare() {
    for (Accumulator state : states) {
      state.prepare();
    }
    hold();
  }

  /** What {@link #add} takes as arguments, in this order; null for an aggregate without any. */
  public static List<@Nullable RowExpr> arguments(StageOutput.Partials output) {
    List<@Nullable RowExpr> arguments = new ArrayList<>();
    for (AggregateCall call : output.aggregates()) {
      List<RowExpr> given = call.rowArguments();
      if (given.isEmpty()) {
        arguments.add(null);
      }
      arguments.addAll(given);
    }
    return arguments;
  }

  /** Adds rows: their keys, and the aggregates' {@link #arguments}. */
  public void add(Vec[] keys, @Nullable Vec[] arguments, int n, Scratch scratch) {
    int[] ids = scratch.ints();
    if (keyless()) {
      Arrays.fill(ids, 0, n, 0);
    } else {
      assign(keys, n, ids, scratch);
    }
    addTo(ids, arguments, n, scratch);
  }

  /** Adds rows whose keys are packed, and the hashes of their keys. */
  void addPacked(
      PackedKeys layout,
      long[] keys,
      long[] hashes,
      @Nullable Vec[] arguments,
      int n,
      Scratch scratch) {
    int[] ids = scratch.ints();
    if (groups instanceof PackedGroups packed && packed.layout().sameAs(layout)) {
      packed.assignPacked(keys, hashes, n, ids, scratch);
    } else {
      assign(layout.values(keys, null, n, scratch), n, ids, scratch);
    }
    addTo(ids, arguments, n, scratch);
  }

  private void addTo(int[] ids, @Nullable Vec[] arguments, int n, Scratch scratch) {
    grow();
    if (counting) {
      rows.add(ids, n);
    }
    int at = 0;
    for (int i = 0; i < states.length; i++) {
      if (pairs[i]) {
        PairAccumulator pair = (PairAccumulator) states[i];
        pair.add(ids, given(arguments[at]), given(arguments[at + 1]), n, scratch);
        at += 2;
      } else {
        states[i].add(ids, arguments[at++], n, scratch);
      }
    }
    hold();
  }

  private void assign(Vec[] keys, int n, int[] ids, Scratch scratch) {
    if (!groups.assign(keys, n, ids, scratch) && groups instanceof PackedGroups packed) {
      try (packed) {
        before.addAll(packed.strategies());
        groups = packed.widened();
      }
      groups.assign(keys, n, ids, scratch);
    }
  }

  /** Merges a chunk of a unit, or of {@link #save}. */
  public void merge(Vec[] unit, int n, Scratch scratch) {
    int[] ids = scratch.ints();
    int at = 1 + output.keys().size();
    if (keyless()) {
      Arrays.fill(ids, 0, n, 0);
    } else {
      assign((LongVec) unit[0], Arrays.copyOfRange(unit, 1, at), n, ids, scratch);
    }
    grow();
    for (Accumulator state : states) {
      int end = at + state.stateTypes().size();
      state.merge(ids, Arrays.copyOfRange(unit, at, end), n, scratch);
      at = end;
    }
    hold();
  }

  private void assign(LongVec hashes, Vec[] keys, int n, int[] ids, Scratch scratch) {
    if (groups instanceof GroupTable table) {
      table.assign(keys, hashes.values(), n, ids, scratch);
    } else {
      assign(keys, n, ids, scratch);
    }
  }

  private void grow() {
    if (counting) {
      rows.grow(size());
    }
    for (Accumulator state : states) {
      state.grow(size());
    }
  }

  /**
   * Finds or makes the groups of another table; its states are not merged yet.
   *
   * @param check called now and then
   * @return this table's group for each of the other's
   */
  public int[] take(PartialTable other, Runnable check, Scratch scratch) {
    int[] found = new int[other.size()];
    int[] ids = new int[Scratch.CHUNK];
    int[] chunk = new int[Scratch.CHUNK];
    for (int from = 0; from < found.length && !keyless(); from += Scratch.CHUNK) {
      check.run();
      int n = Math.min(Scratch.CHUNK, found.length - from);
      sequence(from, n, ids);
      assign(other.groups.keys(ids, n, scratch), n, chunk, scratch);
      System.arraycopy(chunk, 0, found, from, n);
      scratch.reset();
    }
    grow();
    hold();
    return found;
  }

  /** Whether states of different groups can be merged by several threads at once. */
  public boolean mergesSideBySide() {
    return Arrays.stream(states).allMatch(state -> state.mergesSideBySide() || state.adopts());
  }

  /** Takes over from a table that was taken what need not be merged group by group. */
  public void adopt(PartialTable other, int[] taken) {
    for (int i = 0; i < states.length; i++) {
      if (states[i].adopts()) {
        states[i].adopt(other.states[i], taken);
      }
    }
  }

  /**
   * Adds the states of the groups {@code from} to {@code from + n} of a table that was taken, but
   * those that are {@link #adopt adopted}.
   */
  public void mergeStates(PartialTable other, int[] taken, int from, int n, Scratch scratch) {
    int[] ids = scratch.ints();
    int[] targets = scratch.ints();
    sequence(from, n, ids);
    System.arraycopy(taken, from, targets, 0, n);
    for (int i = 0; i < states.length; i++) {
      if (!states[i].adopts()) {
        states[i].merge(targets, other.states[i].save(ids, n, scratch), n, scratch);
      }
    }
  }

  private static void sequence(int from, int n, int[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = from + i;
    }
  }

  /** Groups as columns of a unit, given their hashes. */
  public Vec[] save(int[] ids, long[] hashes, int n, Scratch scratch) {
    List<Vec> columns = new ArrayList<>();
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
