package dev.tadashi.engine.exec;

import dev.tadashi.engine.aggregate.PartialTable;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Scratches;

/** A table's groups sorted by bucket, with their hashes. */
final class BucketIndex {
  final PartialTable table;

  /** By group. */
  final long[] hashes;

  /** The groups of bucket b are {@code groups[starts[b]..starts[b + 1])}. */
  final int[] groups;

  final int[] starts;

  BucketIndex(EngineContext context, PartialTable table, int buckets, Scratches scratches) {
    this.table = table;
    this.groups = new int[table.size()];
    this.hashes = new long[table.size()];
    this.starts = new int[buckets + 1];
    int chunks = (groups.length + Scratch.CHUNK - 1) / Scratch.CHUNK;
    Parallel.run(context, chunks, chunk -> scratches.with(scratch -> hash(chunk, scratch)));
    sort(buckets);
  }

  private boolean hash(int chunk, Scratch scratch) {
    int from = chunk * Scratch.CHUNK;
    int n = Math.min(Scratch.CHUNK, groups.length - from);
    int[] ids = scratch.ints();
    for (int i = 0; i < n; i++) {
      ids[i] = from + i;
    }
    System.arraycopy(table.hashes(ids, n, scratch), 0, hashes, from, n);
    return true;
  }

  private void sort(int buckets) {
    for (long hash : hashes) {
      starts[Hash.bucket(hash) + 1]++;
    }
    for (int bucket = 0; bucket < buckets; bucket++) {
      starts[bucket + 1] += starts[bucket];
    }
    int[] next = starts.clone();
    for (int group = 0; group < groups.length; group++) {
      groups[next[Hash.bucket(hashes[group])]++] = group;
    }
  }

  int size(int bucket) {
    return starts[bucket + 1] - starts[bucket];
  }

  /** The hashes of the groups {@code ids[0..n)}. */
  long[] hashes(int[] ids, int n, Scratch scratch) {
    long[] out = scratch.longs();
    for (int i = 0; i < n; i++) {
      out[i] = hashes[ids[i]];
    }
    return out;
  }
}
