package dev.tadashi.engine.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Different byte strings, each with a code in order of arrival: bytes in off-heap pages that never
 * move, index on the heap. For one thread.
 */
public final class BytesPool implements Entries, AutoCloseable {
  private static final int FIRST_PAGE = 1024;
  private static final int LAST_PAGE = 1 << 20;

  /** Heap bytes of address, length and hash. */
  private static final int ENTRY_BYTES = 20;

  private static final int MAX_ENTRIES = 1 << 29;

  private final BufferAllocator allocator;
  private final HeapBudget budget;
  private final List<ArrowBuf> pages = new ArrayList<>();
  private long[] addresses = new long[16];
  private int[] lengths = new int[16];
  private long[] hashes = new long[16];
  private @Nullable TextWords words;
  private int[] slots = new int[32];
  private int size;
  private long pageBytes;
  private long next;
  private long end;

  public BytesPool(BufferAllocator allocator) {
    this.allocator = allocator;
    this.budget = new HeapBudget(allocator);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long address(int code) {
    return addresses[code];
  }

  @Override
  public int length(int code) {
    return lengths[code];
  }

  @Override
  public long hash(int code) {
    return hashes[code];
  }

  /** Bytes held off-heap. */
  public long pageBytes() {
    return pageBytes;
  }

  /** The code of these bytes, which are copied in when they are new. */
  public int intern(long address, int length) {
    return intern(address, length, Hash.bytes(address, length));
  }

  /** As {@link #intern(long, int)} when the hash is known. */
  public int intern(long address, int length, long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    for (int found = slots[slot]; found != 0; found = slots[slot = slot + 1 & mask]) {
      if (matches(found - 1, address, length, hash)) {
        return found - 1;
      }
    }
    return add(address, length, hash, slot);
  }

  /**
   * Finds the codes of all of a batch. Step by step and not string by string, so that the reads of
   * one string, most of which miss the processor's caches, do not wait for those of another.
   */
  public void intern(InternBatch batch) {
    TextWords.read(batch);
    findWords(batch, words());
    for (int i = 0; i < batch.size(); i++) {
      int code = batch.codes[i];
      if (code < 0 || TextWords.isLong(batch.second[i]) && !isAt(code, batch, i)) {
        batch.codes[i] = intern(batch.addresses[i], batch.lengths[i], batch.hashes[i]);
      }
    }
  }

  private boolean isAt(int code, InternBatch batch, int i) {
    return Memory.same(addresses[code], lengths[code], batch.addresses[i], batch.lengths[i]);
  }

  /** Entries with the words of the batch, or -1; in rounds, each over those not found yet. */
  private void findWords(InternBatch batch, TextWords known) {
    int mask = slots.length - 1;
    int left = batch.all();
    for (int step = 0; left > 0; step++) {
      for (int i = 0; i < left; i++) {
        int text = batch.open[i];
        batch.codes[text] = slots[(int) batch.hashes[text] + step & mask] - 1;
      }
      left = known.keepOthers(batch, left);
    }
  }

  /** Made when the first batch comes: who asks text by text does without. */
  private TextWords words() {
    TextWords known = words;
    if (known == null) {
      known = new TextWords(addresses.length);
      words = known;
      holdHeap(addresses.length, slots.length);
      for (int code = 0; code < size; code++) {
        known.set(code, addresses[code], lengths[code], hashes[code]);
      }
    }
    return known;
  }

  /** The code of these bytes, or -1. */
  public int find(long address, int length) {
    long hash = Hash.bytes(address, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    for (int found = slots[slot]; found != 0; found = slots[slot = slot + 1 & mask]) {
      if (matches(found - 1, address, length, hash)) {
        return found - 1;
      }
    }
    return -1;
  }

  private boolean matches(int code, long address, int length, long hash) {
    return hashes[code] == hash && Memory.same(addresses[code], lengths[code], address, length);
  }

  private int add(long address, int length, long hash, int slot) {
    if (size == MAX_ENTRIES) {
      throw Buffers.exceeded(allocator, length);
    }
    if (size == addresses.length) {
      growEntries();
    }
    long copy = room(length);
    Memory.copy(address, copy, length);
    addresses[size] = copy;
    lengths[size] = length;
    hashes[size] = hash;
    if (words != null) {
      words.set(size, copy, length, hash);
    }
    slots[slot] = ++size;
    if (size * 2 > slots.length) {
      growSlots();
    }
    return size - 1;
  }

  private long room(int length) {
    if (end - next < length) {
      long grown = Math.min(LAST_PAGE, Math.max(FIRST_PAGE, pageBytes));
      ArrowBuf page = Buffers.allocate(allocator, Math.max(length, grown));
      pages.add(page);
      pageBytes += page.capacity();
      next = page.memoryAddress();
      end = next + page.capacity();
    }
    long address = next;
    next += length;
    return address;
  }

  private void growEntries() {
    int larger = size * 2;
    holdHeap(larger, slots.length);
    addresses = Arrays.copyOf(addresses, larger);
    lengths = Arrays.copyOf(lengths, larger);
    hashes = Arrays.copyOf(hashes, larger);
    if (words != null) {
      words.grow(larger);
    }
  }

  private void holdHeap(int entries, int slotCount) {
    long each = words == null ? ENTRY_BYTES : ENTRY_BYTES + TextWords.BYTES;
    budget.hold(entries * each + slotCount * 4L);
  }

  private void growSlots() {
    holdHeap(addresses.length, slots.length * 2);
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int code = 0; code < size; code++) {
      int slot = (int) hashes[code] & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = code + 1;
    }
  }

  /**
   * The entries so far; stays right while others are added by another thread.
   *
   * @param holder keeps the pool open for who holds the entries
   */
  public Entries snapshot(Supplier<Entries.Hold> holder) {
    return new Snapshot(addresses, lengths, hashes, size, holder);
  }

  @Override
  public void close() {
    pages.forEach(ArrowBuf::close);
    pages.clear();
    budget.close();
  }

  private static final class Snapshot implements Entries {
    private final long[] addresses;
    private final int[] lengths;
    private final long[] hashes;
    private final int size;
    private final Supplier<Hold> holder;

    Snapshot(long[] addresses, int[] lengths, long[] hashes, int size, Supplier<Hold> holder) {
      this.addresses = addresses;
      this.lengths = lengths;
      this.hashes = hashes;
      this.size = size;
      this.holder = holder;
    }

    @Override
    public Hold hold() {
      return holder.get();
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public long address(int code) {
      return addresses[code];
    }

    @Override
    public int length(int code) {
      return lengths[code];
    }

    @Override
    public long hash(int code) {
      return hashes[code];
    }
  }
}
