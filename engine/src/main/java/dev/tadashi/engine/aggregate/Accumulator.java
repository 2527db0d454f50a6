package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of one aggregate for all groups of a table; the state of group g is at index g of its
 * arrays. States can be saved as columns and merged in any order. For one thread.
 */
public interface Accumulator extends AutoCloseable {
  /** The columns of a saved state. */
  List<DataType> stateTypes();

  /** Makes room for that many groups; new ones have an empty state. */
  void grow(int groups);

  /**
   * Adds rows to their groups.
   *
   * @param argument null for an aggregate without one
   */
  void add(int[] groups, @Nullable Vec argument, int n, Scratch scratch);

  /** Adds saved states to groups. */
  void merge(int[] groups, Vec[] states, int n, Scratch scratch);

  /**
   * Whether {@link #merge} may be called for different groups by several threads at once, after a
   * first call by one.
   */
  default boolean mergesSideBySide() {
    return false;
  }

  /** Whether all states of another one can be taken over at once, by {@link #adopt}. */
  default boolean adopts() {
    return false;
  }

  /**
   * Takes the states of another one of the same aggregate over, which has none afterwards.
   *
   * @param taken this one's groups for the other's
   */
  default void adopt(Accumulator other, int[] taken) {
    throw new UnsupportedOperationException();
  }

  /** Called before states are saved, when no more are added; may take long. */
  default void prepare() {}

  /** The states of groups, one column for each of {@link #stateTypes}. */
  Vec[] save(int[] groups, int n, Scratch scratch);

  /** The results of groups. */
  Vec finish(int[] groups, int n, Scratch scratch);

  long heapBytes();

  /** How many of these it has told the allocator of by itself, before it took them. */
  default long reservedBytes() {
    return 0;
  }

  @Override
  default void close() {}
}
