package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.memory.Buffers;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.plan.StageOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one thread, dealt to the buckets of the key hash and aggregated later, bucket by bucket,
 * where a bucket's groups fit the cache. For aggregations with so many groups that a table per
 * thread would be hit at random all over memory and still not have fewer groups than rows.
 *
 * <p>Layout: rows in off-heap pages per bucket. A row is 64-bit words: hash, packed key, one per
 * argument, and flags of the arguments that are null.
 */
public final class RadixRows implements AutoCloseable {
  private static final int FIRST_PAGE = 8 << 10;
  private static final int PAGE = 64 << 10;
  private static final int MAX_ARGUMENTS = 63;

  private record Page(ArrowBuf memory, long end) {}

  private final BufferAllocator allocator;
  private final PackedKeys keys;
  private final Layout[] arguments;
  private final int[] argumentOf;
  private final int rowBytes;
  private final List<List<Page>> pages = new ArrayList<>();
  private final long[] next = new long[StageOutput.KEYED_BUCKETS];
  private final long[] end = new long[StageOutput.KEYED_BUCKETS];
  private long bytes;

  RadixRows(StageOutput.Partials output, PackedKeys keys, BufferAllocator allocator) {
    this.allocator = allocator;
    this.keys = keys;
    List<@Nullable RowExpr> given = PartialTable.arguments(output);
    this.argumentOf = new int[given.size()];
    List<Layout> layouts = new ArrayList<>();
    for (int i = 0; i < argumentOf.length; i++) {
      RowExpr argument = given.get(i);
      argumentOf[i] = argument == null ? -1 : layouts.size();
      if (argument != null) {
        layouts.add(Layout.of(argument.type()));
      }
    }
    this.arguments = layouts.toArray(Layout[]::new);
    this.rowBytes = 8 * (layouts.isEmpty() ? 2 : 3 + layouts.size());
    for (int bucket = 0; bucket < next.length; bucket++) {
      pages.add(new ArrayList<>());
    }
  }

  /** Whether rows of such an aggregation can be kept. */
  static boolean take(StageOutput.Partials output) {
    List<@Nullable RowExpr> given = PartialTable.arguments(output);
    return given.size() <= MAX_ARGUMENTS && given.stream().allMatch(RadixRows::takes);
  }

  private static boolean takes(@Nullable RowExpr argument) {
    return argument == null
        || switch (Layout.of(argument.type())) {
          case NOTHING, I128, BYTES -> false;
          case BOOL, I8, U8, I16, U16, I32, U32, I64, F32, F64 -> true;
        };
  }

  PackedKeys keys() {
    return keys;
  }

  /** Off-heap bytes of the pages. */
  public long bytes() {
    return bytes;
  }

  /** Rows of a bucket. */
  public int rows(int bucket) {
    long total = 0;
    for (Page page : pages.get(bucket)) {
      total += used(bucket, page) / rowBytes;
    }
    return (int) Math.min(total, 1 << 28);
  }

  private long used(int bucket, Page page) {
    boolean last = page.end == end[bucket];
    return (last ? next[bucket] : page.end) - page.memory.memoryAddress();
  }

  /** Adds a chunk; false when its keys do not fit, and then nothing was added. */
  public boolean add(Vec[] values, @Nullable Vec[] given, int n, Scratch scratch) {
    long[] packed = scratch.longs();
    if (!keys.pack(values, n, packed, scratch)) {
      return false;
    }
    long[] hashes = keys.hashes(values, n, scratch);
    long[] at = scratch.longs();
    deal(hashes, n, at);
    put(at, 0, hashes, n);
    put(at, 8, packed, n);
    if (arguments.length > 0) {
      putArguments(given, at, n, scratch);
    }
    return true;
  }

  private void deal(long[] hashes, int n, long[] at) {
    for (int i = 0; i < n; i++) {
      int bucket = Hash.bucket(hashes[i]);
      if (next[bucket] == end[bucket]) {
        begin(bucket);
      }
      at[i] = next[bucket];
      next[bucket] += rowBytes;
    }
  }

  private void begin(int bucket) {
    List<Page> before = pages.get(bucket);
    ArrowBuf memory = Buffers.allocate(allocator, before.isEmpty() ? FIRST_PAGE : PAGE);
    long from = memory.memoryAddress();
    long to = from + memory.capacity() / rowBytes * rowBytes;
    before.add(new Page(memory, to));
    bytes += memory.capacity();
    next[bucket] = from;
    end[bucket] = to;
  }

  private void putArguments(@Nullable Vec[] given, long[] at, int n, Scratch scratch) {
    long[] flags = scratch.longs();
    Arrays.fill(flags, 0, n, 0);
    for (int i = 0; i < given.length; i++) {
      Vec vec = given[i];
      if (vec != null) {
        int word = argumentOf[i];
        put(at, 16 + word * 8, vec, n);
        markNulls(vec.nulls(), word, flags, n);
      }
    }
    put(at, 16 + arguments.length * 8, flags, n);
  }

  private static void markNulls(boolean @Nullable [] nulls, int word, long[] flags, int n) {
    if (nulls != null) {
      for (int i = 0; i < n; i++) {
        flags[i] |= nulls[i] ? 1L << word : 0;
      }
    }
  }

  private static void put(long[] at, int offset, Vec vec, int n) {
    if (vec instanceof LongVec longs) {
      put(at, offset, longs.values(), n);
    } else {
      double[] values = ((DoubleVec) vec).values();
      for (int i = 0; i < n; i++) {
        Memory.putDouble(at[i] + offset, values[i]);
      }
    }
  }

  private static void put(long[] at, int offset, long[] values, int n) {
    for (int i = 0; i < n; i++) {
      Memory.putLong(at[i] + offset, values[i]);
    }
  }

  /** Moves a bucket's rows into a table. */
  public void drain(int bucket, PartialTable target, Scratch scratch) {
    for (Page page : pages.get(bucket)) {
      long from = page.memory.memoryAddress();
      long to = from + used(bucket, page);
      for (long at = from; at < to; at += (long) Scratch.CHUNK * rowBytes) {
        int n = (int) Math.min(Scratch.CHUNK, (to - at) / rowBytes);
        target.addPacked(
            keys,
            read(at, 8, n, scratch),
            read(at, 0, n, scratch),
            arguments(at, n, scratch),
            n,
            scratch);
        scratch.reset();
      }
    }
    free(bucket);
  }

  private long[] read(long at, int offset, int n, Scratch scratch) {
    long[] out = scratch.longs();
    long from = at + offset;
    for (int i = 0; i < n; i++) {
      out[i] = Memory.getLong(from + (long) i * rowBytes);
    }
    return out;
  }

  private double[] readDoubles(long at, int offset, int n, Scratch scratch) {
    double[] out = scratch.doubles();
    long from = at + offset;
    for (int i = 0; i < n; i++) {
      out[i] = Memory.getDouble(from + (long) i * rowBytes);
    }
    return out;
  }

  private @Nullable Vec[] arguments(long at, int n, Scratch scratch) {
    @Nullable Vec[] out = new @Nullable Vec[argumentOf.length];
    if (arguments.length == 0) {
      return out;
    }
    long[] flags = read(at, 16 + arguments.length * 8, n, scratch);
    long any = 0;
    for (int i = 0; i < n; i++) {
      any |= flags[i];
    }
    for (int i = 0; i < out.length; i++) {
      int word = argumentOf[i];
      if (word >= 0) {
        boolean @Nullable [] nulls = (any >> word & 1) == 0 ? null : nulls(flags, word, n, scratch);
        out[i] = argument(at, word, n, nulls, scratch);
      }
    }
    return out;
  }

  private static boolean[] nulls(long[] flags, int word, int n, Scratch scratch) {
    boolean[] nulls = scratch.flags();
    for (int i = 0; i < n; i++) {
      nulls[i] = (flags[i] >> word & 1) != 0;
    }
    return nulls;
  }

  private Vec argument(long at, int word, int n, boolean @Nullable [] nulls, Scratch scratch) {
    int offset = 16 + word * 8;
    boolean floating = arguments[word] == Layout.F32 || arguments[word] == Layout.F64;
    return floating
        ? new DoubleVec(readDoubles(at, offset, n, scratch), nulls)
        : new LongVec(read(at, offset, n, scratch), nulls);
  }

  private void free(int bucket) {
    for (Page page : pages.get(bucket)) {
      bytes -= page.memory.capacity();
      page.memory.close();
    }
    pages.get(bucket).clear();
    next[bucket] = 0;
    end[bucket] = 0;
  }

  @Override
  public void close() {
    for (int bucket = 0; bucket < next.length; bucket++) {
      free(bucket);
    }
    keys.close();
  }
}
