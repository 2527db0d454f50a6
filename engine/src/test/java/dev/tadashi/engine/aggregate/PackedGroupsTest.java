package dev.tadashi.engine.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups are numbered in order of arrival, whatever the keys are and however they change. */
class PackedGroupsTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final Scratch scratch = new Scratch(allocator);
  private final BytesPool texts = new BytesPool(allocator);
  private final Random random = new Random(7);
  private final Map<List<@Nullable Object>, Integer> expected = new HashMap<>();
  private @Nullable Groups groups;

  @AfterEach
  void nothingIsLeft() {
    if (groups != null) {
      groups.close();
    }
    texts.close();
    scratch.close();
    allocator.close();
  }

  private Groups begin(DataType... types) {
    groups = new PackedGroups(List.of(types), allocator);
    return groups;
  }

  /** Assigns a chunk and checks the numbers, then that all groups' keys are still right. */
  private void rows(int n, Vec... keys) {
    Groups now = java.util.Objects.requireNonNull(groups);
    int[] ids = new int[Scratch.CHUNK];
    if (!now.assign(keys, n, ids, scratch)) {
      try (PackedGroups narrow = (PackedGroups) now) {
        now = narrow.widened();
      }
      groups = now;
      now.assign(keys, n, ids, scratch);
    }
    for (int i = 0; i < n; i++) {
      List<@Nullable Object> key = new ArrayList<>();
      for (Vec vec : keys) {
        key.add(value(vec, i));
      }
      Integer known = expected.putIfAbsent(key, expected.size());
      assertThat(ids[i]).as("%s", key).isEqualTo(known == null ? expected.size() - 1 : known);
    }
    scratch.reset();
    checkKeys();
  }

  private void checkKeys() {
    Groups now = java.util.Objects.requireNonNull(groups);
    assertThat(now.size()).isEqualTo(expected.size());
    int[] ids = new int[Scratch.CHUNK];
    for (int from = 0; from < now.size(); from += Scratch.CHUNK) {
      int n = Math.min(Scratch.CHUNK, now.size() - from);
      for (int i = 0; i < n; i++) {
        ids[i] = from + i;
      }
      Vec[] keys = now.keys(ids, n, scratch);
      for (int i = 0; i < n; i++) {
        List<@Nullable Object> key = new ArrayList<>();
        for (Vec vec : keys) {
          key.add(value(vec, i));
        }
        assertThat(expected.get(key)).as("%s", key).isEqualTo(from + i);
      }
      scratch.reset();
    }
  }

  private static @Nullable Object value(Vec vec, int row) {
    if (Vec.isNull(vec.nulls(), row)) {
      return null;
    }
    return switch (vec) {
      case LongVec longs -> longs.values()[row];
      case TextVec text ->
          new String(Memory.bytes(text.address(row), text.length(row)), StandardCharsets.UTF_8);
      default -> throw new AssertionError(vec);
    };
  }

  private LongVec longs(int n, boolean nulls, LongSupplier values) {
    long[] out = new long[Scratch.CHUNK];
    boolean[] flags = new boolean[Scratch.CHUNK];
    for (int i = 0; i < n; i++) {
      out[i] = values.getAsLong();
      flags[i] = nulls && random.nextInt(5) == 0;
    }
    return new LongVec(out, nulls ? flags : null);
  }

  private int intern(BytesPool pool, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long address = scratch.memory(bytes.length + 1L);
    Memory.put(address, bytes);
    return pool.intern(address, bytes.length);
  }

  private CodeVec coded(Dictionary dictionary, int n, boolean nulls, String prefix, int different) {
    try (BytesPool pool = new BytesPool(allocator)) {
      int[] own = new int[Scratch.CHUNK];
      boolean[] flags = new boolean[Scratch.CHUNK];
      for (int i = 0; i < n; i++) {
        own[i] = intern(pool, prefix + random.nextInt(different));
        flags[i] = nulls && random.nextInt(4) == 0;
      }
      int[] map = java.util.Objects.requireNonNull(dictionary.remap(pool));
      for (int i = 0; i < n; i++) {
        own[i] = flags[i] ? 0 : map[own[i]];
      }
      return new CodeVec(dictionary.id(), dictionary.entries(), own, nulls ? flags : null);
    }
  }

  private BytesVec plain(int n, String prefix, int different) {
    long[] addresses = new long[Scratch.CHUNK];
    int[] lengths = new int[Scratch.CHUNK];
    for (int i = 0; i < n; i++) {
      int code = intern(texts, prefix + random.nextInt(different));
      addresses[i] = texts.address(code);
      lengths[i] = texts.length(code);
    }
    return new BytesVec(addresses, lengths, null);
  }

  @Test
  void fewNumbersHaveASlotEach() {
    begin(SimpleType.INT32);
    rows(4_096, longs(4_096, false, () -> random.nextInt(100)));
    rows(4_096, longs(4_096, true, () -> random.nextInt(-3, 103)));
    assertThat(java.util.Objects.requireNonNull(groups).strategy()).isEqualTo("direct");
  }

  @Test
  void aRangeThatGrowsOnBothSidesKeepsItsGroups() {
    begin(SimpleType.INT64, SimpleType.INT64);
    for (int reach = 1; reach < 1 << 24; reach *= 5) {
      int most = reach;
      rows(
          1_000,
          longs(1_000, reach > 100, () -> random.nextInt(-most, most)),
          longs(1_000, false, () -> random.nextInt(7)));
    }
    assertThat(java.util.Objects.requireNonNull(groups).strategy()).isEqualTo("packed");
  }

  @Test
  void manyRowsOfAWideRangeGetSlots() {
    begin(SimpleType.INT32);
    rows(1_000, longs(1_000, false, () -> random.nextInt(400_000)));
    assertThat(java.util.Objects.requireNonNull(groups).strategy()).isEqualTo("packed");
    for (int i = 0; i < 40; i++) {
      rows(4_096, longs(4_096, false, () -> random.nextInt(400_000)));
    }
    assertThat(java.util.Objects.requireNonNull(groups).strategy()).isEqualTo("direct");
  }

  @Test
  void keysThatFitNoMoreMoveToTheGeneralTable() {
    begin(SimpleType.INT64, SimpleType.INT64);
    rows(500, longs(500, true, () -> random.nextInt(50)), longs(500, true, () -> 3));
    rows(500, longs(500, true, random::nextLong), longs(500, true, () -> random.nextInt(9)));
    assertThat(java.util.Objects.requireNonNull(groups).strategy()).isEqualTo("hash");
    rows(500, longs(500, true, () -> random.nextInt(50)), longs(500, true, () -> 3));
  }

  @Test
  void extremesOfAllLongs() {
    begin(SimpleType.INT64);
    long[] ends = {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, 0, -1};
    rows(1, longs(1, false, () -> Long.MAX_VALUE));
    rows(1, longs(1, false, () -> Long.MAX_VALUE - 1));
    rows(50, longs(50, true, () -> ends[random.nextInt(5)]));
    begin(SimpleType.INT64).close();
    expected.clear();
    begin(SimpleType.INT64);
    rows(50, longs(50, true, () -> Long.MIN_VALUE + random.nextInt(3)));
    rows(50, longs(50, false, () -> Long.MIN_VALUE + random.nextInt(300)));
  }

  @Test
  void onlyNulls() {
    begin(SimpleType.INT32, SimpleType.VARCHAR);
    LongVec none = new LongVec(new long[Scratch.CHUNK], allTrue());
    rows(10, none, new BytesVec(new long[Scratch.CHUNK], new int[Scratch.CHUNK], allTrue()));
    rows(10, longs(10, true, () -> 5), plain(10, "x", 2));
  }

  private static boolean[] allTrue() {
    boolean[] all = new boolean[Scratch.CHUNK];
    java.util.Arrays.fill(all, true);
    return all;
  }

  @Test
  void aDictionaryThatGrows() {
    begin(SimpleType.VARCHAR, SimpleType.INT32);
    try (Dictionary dictionary = new Dictionary(allocator)) {
      for (int different = 1; different < 5_000; different *= 4) {
        rows(
            2_000,
            coded(dictionary, 2_000, true, "k", different),
            longs(2_000, false, () -> random.nextInt(3)));
      }
    }
    checkKeys();
  }

  @Test
  void dictionariesThatDifferAndPlainTextsMeet() {
    begin(SimpleType.VARCHAR);
    try (Dictionary first = new Dictionary(allocator);
        Dictionary second = new Dictionary(allocator)) {
      rows(1_000, coded(first, 1_000, true, "a", 40));
      coded(second, 100, false, "b", 30);
      rows(1_000, coded(second, 1_000, true, "a", 80));
      rows(1_000, plain(1_000, "a", 90));
      rows(1_000, coded(first, 1_000, true, "b", 40));
    }
    checkKeys();
  }

  @Test
  void theDictionaryOfPartitionsThatAreGoneIsHeld() {
    begin(SimpleType.VARCHAR);
    try (Dictionary first = new Dictionary(allocator)) {
      rows(1_000, coded(first, 1_000, false, "gone", 400));
    }
    // Freed pages would be used again by others now.
    try (Dictionary other = new Dictionary(allocator)) {
      coded(other, 4_000, false, "else", 4_000);
      checkKeys();
    }
  }

  @Test
  void aMillionGroups() {
    begin(SimpleType.INT64, SimpleType.INT64);
    int[] ids = new int[Scratch.CHUNK];
    long next = 0;
    Groups now = java.util.Objects.requireNonNull(groups);
    while (now.size() < 1_000_000) {
      long from = next;
      long[] values = new long[Scratch.CHUNK];
      for (int i = 0; i < values.length; i++) {
        values[i] = (from + i) * 1_000_003;
      }
      assertThat(now.assign(both(values), values.length, ids, scratch)).isTrue();
      assertThat(ids[0]).isEqualTo((int) from);
      assertThat(now.assign(both(values), values.length, ids, scratch)).isTrue();
      assertThat(ids[4_095]).isEqualTo((int) from + 4_095);
      next += values.length;
      scratch.reset();
    }
    assertThat(now.strategy()).isEqualTo("packed");
  }

  private static Vec[] both(long[] values) {
    return new Vec[] {new LongVec(values, null), new LongVec(new long[values.length], null)};
  }
}
