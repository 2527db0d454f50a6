package dev.tadashi.engine.aggregate;

import dev.tadashi.engine.column.Dictionary;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Entries;
import dev.tadashi.engine.memory.Hash;
import dev.tadashi.engine.vector.CodeVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Texts by codes: those of the first dictionary that comes, as long as no other does; after that
 * those of a pool of the table's own.
 */
final class PackedText extends PackedKey {
  private static final long NONE = -1;

  /** No texts yet. */
  private static final Entries EMPTY =
      new Entries() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public long address(int code) {
          throw new IndexOutOfBoundsException(code);
        }

        @Override
        public int length(int code) {
          throw new IndexOutOfBoundsException(code);
        }

        @Override
        public long hash(int code) {
          throw new IndexOutOfBoundsException(code);
        }
      };

  private final BufferAllocator allocator;
  private long dictionary = NONE;
  private Entries entries = EMPTY;
  private Entries.@Nullable Hold hold;
  private @Nullable PooledTexts pooled;

  PackedText(BufferAllocator allocator) {
    this.allocator = allocator;
    this.base = -1;
  }

  @Override
  boolean pack(Vec values, int n, long[] out, boolean first, Scratch scratch) {
    int[] codes;
    if (pooled != null) {
      codes = scratch.ints();
      pooled.encode((TextVec) values, n, codes);
      if (bitsFor(pooled.pool().size()) > bits) {
        return false;
      }
    } else if (values instanceof CodeVec coded && coded.dictionary() == dictionary) {
      if (bitsFor(coded.entries().size()) > bits) {
        return false;
      }
      entries = longer(coded.entries());
      codes = coded.codes();
    } else {
      return false;
    }
    write(codes, values.nulls(), n, out, first);
    return true;
  }

  private Entries longer(Entries others) {
    return entries.size() >= others.size() ? entries : others;
  }

  private void write(int[] codes, boolean @Nullable [] nulls, int n, long[] out, boolean first) {
    int by = bits;
    if (nulls != null) {
      for (int i = 0; i < n; i++) {
        long field = nulls[i] ? 0 : codes[i] + 1L;
        out[i] = first ? field : out[i] << by | field;
      }
    } else if (first) {
      for (int i = 0; i < n; i++) {
        out[i] = codes[i] + 1L;
      }
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = out[i] << by | codes[i] + 1L;
      }
    }
  }

  @Override
  boolean find(Vec values, int n, DirectIndex index, int[] groups) {
    return pooled == null
        && values instanceof CodeVec coded
        && coded.nulls() == null
        && coded.dictionary() == dictionary
        && coded.entries().size() == entries.size()
        && index.findCodes(coded.codes(), n, groups);
  }

  @Override
  void fit(long[] words, boolean[] nulls, int size, Vec values, int n, Scratch scratch) {
    if (pooled == null && values instanceof CodeVec coded && isFirst(coded)) {
      take(coded);
      bits = bitsFor(coded.entries().size());
      return;
    }
    PooledTexts texts = pooled;
    if (texts == null) {
      texts = new PooledTexts(allocator);
      pooled = texts;
      recode(words, nulls, size, texts.pool());
      dictionary = Dictionary.newId();
    }
    texts.encode((TextVec) values, n, scratch.ints());
    bits = bitsFor(texts.pool().size() * 2L);
  }

  private boolean isFirst(CodeVec coded) {
    return dictionary == NONE || dictionary == coded.dictionary();
  }

  private void take(CodeVec coded) {
    if (hold == null) {
      hold = coded.entries().hold();
    }
    dictionary = coded.dictionary();
    entries = longer(coded.entries());
  }

  private void recode(long[] words, boolean[] nulls, int size, BytesPool pool) {
    Entries from = entries;
    int[] map = new int[from.size()];
    for (int i = 0; i < size; i++) {
      if (!nulls[i]) {
        int code = (int) words[i];
        if (map[code] == 0) {
          map[code] = pool.intern(from.address(code), from.length(code), from.hash(code)) + 1;
        }
        words[i] = map[code] - 1;
      }
    }
  }

  private Entries texts() {
    return pooled == null ? entries : pooled.pool();
  }

  @Override
  void ends(long[] words, boolean[] nulls) {
    nulls[0] = true;
    nulls[1] = true;
  }

  @Override
  boolean isShared() {
    return pooled == null;
  }

  @Override
  @Nullable PackedKey copy() {
    if (pooled != null) {
      return null;
    }
    PackedText copy = copyPlace(new PackedText(allocator));
    copy.dictionary = dictionary;
    copy.entries = entries;
    copy.hold = entries.hold();
    return copy;
  }

  @Override
  boolean sameAs(PackedKey other) {
    return super.sameAs(other)
        && other instanceof PackedText text
        && pooled == null
        && text.pooled == null
        && dictionary == text.dictionary;
  }

  @Override
  void hash(long[] words, boolean[] nulls, int n, long[] out) {
    Entries texts = texts();
    for (int i = 0; i < n; i++) {
      out[i] = Hash.step(out[i], nulls[i] ? Hash.NULL : texts.hash((int) words[i]));
    }
  }

  @Override
  void hash(Vec values, int n, long[] out) {
    boolean @Nullable [] nulls = values.nulls();
    if (values instanceof CodeVec coded) {
      Entries texts = coded.entries();
      int[] codes = coded.codes();
      for (int i = 0; i < n; i++) {
        out[i] = Hash.step(out[i], Vec.isNull(nulls, i) ? Hash.NULL : texts.hash(codes[i]));
      }
      return;
    }
    TextVec texts = (TextVec) values;
    for (int i = 0; i < n; i++) {
      out[i] =
          Hash.step(
              out[i],
              Vec.isNull(nulls, i) ? Hash.NULL : Hash.bytes(texts.address(i), texts.length(i)));
    }
  }

  @Override
  Vec vec(long[] words, boolean @Nullable [] nulls, int n, Scratch scratch) {
    Entries texts = texts();
    int[] codes = scratch.ints();
    for (int i = 0; i < n; i++) {
      codes[i] = (int) words[i];
    }
    return new CodeVec(dictionary, texts, codes, nulls);
  }

  @Override
  long bytes() {
    return pooled == null ? 0 : pooled.pool().pageBytes();
  }

  @Override
  public void close() {
    if (pooled != null) {
      pooled.close();
      pooled = null;
    }
    if (hold != null) {
      hold.close();
      hold = null;
    }
  }
}
