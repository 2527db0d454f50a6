package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import java.util.List;

/** Groups of rows with equal keys, numbered in order of arrival. Nulls are keys like any value. */
sealed interface Groups extends AutoCloseable permits PackedGroups, GroupTable {
  int size();

  /**
   * Finds or makes the groups of rows.
   *
   * @return false when the keys do not fit this form; nothing has changed then
   */
  boolean assign(Vec[] values, int n, int[] groups, Scratch scratch);

  /** The hashes of groups' keys. */
  long[] hashes(int[] groups, int n, Scratch scratch);

  /** The keys of groups. */
  Vec[] keys(int[] groups, int n, Scratch scratch);

  /** How groups are found now, in one word. */
  String strategy();

  /** How groups were found so far, in a few words each. */
  default List<String> strategies() {
    return List.of(strategy());
  }

  long heapBytes();

  /** Off-heap bytes of the keys. */
  long keyBytes();

  @Override
  void close();
}
