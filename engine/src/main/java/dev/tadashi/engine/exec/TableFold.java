package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes one table of the threads' tables where that is cheaper than merging them bucket by bucket:
 * the groups of a small one are found in the largest, one after the other, and then their states
 * are added by all threads.
 */
final class TableFold {
  /** Groups of a table that is added; more are better merged by bucket. */
  private static final int MOST_GROUPS = 1 << 18;

  private final EngineContext context;
  private final Scratches scratches;

  TableFold(EngineContext context, Scratches scratches) {
    this.context = context;
    this.scratches = scratches;
  }

  /** The tables that are left, which hold all groups. */
  List<PartialTable> fold(List<PartialTable> tables) {
    List<PartialTable> left = new ArrayList<>(tables);
    left.sort(Comparator.comparingInt(PartialTable::size).reversed());
    for (int i = left.size() - 1; i > 0; i--) {
      if (left.get(i).size() <= MOST_GROUPS && left.get(i).mergesSideBySide()) {
        add(left.get(i), left.getFirst());
        left.remove(i);
      }
    }
    return left;
  }

  private void add(PartialTable from, PartialTable to) {
    int[] groups = scratches.with(scratch -> to.take(from, context::check, scratch));
    to.adopt(from, groups);
    int chunks = (groups.length + Scratch.CHUNK - 1) / Scratch.CHUNK;
    if (chunks == 0) {
      return;
    }
    // The first chunk makes what the states allocate when they are first merged into.
    merge(from, to, groups, 0);
    Parallel.run(context, chunks - 1, chunk -> merge(from, to, groups, chunk + 1));
  }

  private void merge(PartialTable from, PartialTable to, int[] groups, int chunk) {
    int begin = chunk * Scratch.CHUNK;
    int n = Math.min(Scratch.CHUNK, groups.length - begin);
    scratches.with(scratch -> {
      to.mergeStates(from, groups, begin, n, scratch);
      return true;
    });
  }
}
