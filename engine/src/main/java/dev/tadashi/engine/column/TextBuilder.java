package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.GrowBuffer;
import dev.tadashi.engine.memory.InternBatch;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.jspecify.annotations.Nullable;

/**
 * Builds a column of byte strings. While codes are worth it the strings go to a pool of this
 * builder only; {@link #build} maps them to the shared dictionary under one lock. When too many are
 * different, what was coded so far is written out and plain bytes follow.
 */
final class TextBuilder extends ColumnBuilder {
  private static final int TRIAL_ROWS = 16_384;

  /** So many rows that a text has come a few times when a dictionary is worth it. */
  private static final int LONG_TRIAL_ROWS = 256 << 10;

  /** Rows that come as codes cost little here, so that more of them are seen before a decision. */
  private static final int CODED_TRIAL_ROWS = 512 << 10;

  private static final long TRIAL_BYTES = 16L << 20;

  private final BufferAllocator allocator;
  private final DataType type;
  private final @Nullable Dictionary dictionary;
  private final NullBits nulls;
  private final GrowBuffer codes;
  private final PlainTexts plain;
  private final InternBatch batch = new InternBatch();
  private @Nullable BytesPool pool;
  private @Nullable EntryCodes entryCodes;
  private int expected;

  TextBuilder(BufferAllocator allocator, DataType type, @Nullable Dictionary dictionary) {
    this.allocator = allocator;
    this.type = type;
    this.dictionary = dictionary;
    this.nulls = new NullBits(allocator);
    this.codes = new GrowBuffer(allocator);
    this.plain = new PlainTexts(allocator);
    this.pool = dictionary == null ? null : new BytesPool(allocator);
  }

  @Override
  DataType type() {
    return type;
  }

  @Override
  public int rows() {
    return nulls.rows();
  }

  @Override
  public long bytes() {
    long pooled = pool == null ? 0 : pool.pageBytes();
    return codes.size() + plain.bytes() + nulls.bytes() + pooled;
  }

  @Override
  void expect(int rows) {
    expected = rows;
    if (pool != null) {
      codes.reserve(rows * 4L);
    } else {
      plain.expect(rows);
    }
  }

  @Override
  void appendVector(FieldVector vector, int from, int to) {
    TextSource source = TextSource.of(vector);
    boolean anyNull = ArrowReads.hasNulls(vector);
    int at = from;
    while (at < to) {
      // In pieces, because codes that are not worth it cost much.
      int end = pool == null ? to : Math.min(to, at + TRIAL_ROWS + 1);
      if (anyNull) {
        appendEach(vector, source, at, end);
      } else {
        appendAll(source, at, end);
      }
      giveUpWhenNotWorthIt(TRIAL_ROWS);
      at = end;
    }
  }

  private void appendAll(TextSource source, int from, int to) {
    if (pool != null) {
      intern(source, from, to, pool);
    } else if (source instanceof TextSource.Narrow narrow) {
      plain.appendAll(narrow.offsets() + from * 4L, narrow.data(), to - from);
    } else {
      for (int i = from; i < to; i++) {
        long address = source.address(i);
        plain.append(address, source.length(i, address));
      }
    }
    nulls.appendValid(to - from);
  }

  private void intern(TextSource source, int from, int to, BytesPool into) {
    int at = from;
    while (at < to) {
      int end = Math.min(to, at + InternBatch.SIZE);
      batch.clear();
      for (; at < end; at++) {
        long address = source.address(at);
        batch.add(address, source.length(at, address));
      }
      into.intern(batch);
      batch.writeCodes(codes.extend(batch.size() * 4L));
    }
  }

  private void appendEach(FieldVector vector, TextSource source, int from, int to) {
    for (int i = from; i < to; i++) {
      if (vector.isNull(i)) {
        appendNull();
      } else {
        append(source, i);
      }
    }
  }

  void appendEntries(BaseIntVector positions, FieldVector entries) {
    EntryCodes known = entryCodes(entries);
    TextSource source = TextSource.of(entries);
    boolean noNulls = !ArrowReads.hasNulls(positions) && !ArrowReads.hasNulls(entries);
    if (pool != null && noNulls && positions instanceof IntVector numbers) {
      int n = numbers.getValueCount();
      known.write(numbers.getDataBufferAddress(), n, codes.extend(n * 4L), source, pool);
      nulls.appendValid(n);
    } else {
      appendEachEntry(positions, entries, known, source);
    }
    giveUpWhenNotWorthIt(CODED_TRIAL_ROWS);
  }

  private void appendEachEntry(
      BaseIntVector positions, FieldVector entries, EntryCodes known, TextSource source) {
    for (int i = 0; i < positions.getValueCount(); i++) {
      int entry = positions.isNull(i) ? -1 : Math.toIntExact(positions.getValueAsLong(i));
      if (entry < 0 || entries.isNull(entry)) {
        appendNull();
      } else if (pool == null) {
        long address = source.address(entry);
        append(address, source.length(entry, address));
      } else {
        nulls.appendValid(1);
        codes.appendInt(known.code(entry, source, pool));
      }
    }
  }

  private EntryCodes entryCodes(FieldVector entries) {
    EntryCodes known = entryCodes;
    if (known == null || !known.isOf(entries)) {
      if (known != null) {
        known.close();
      }
      known = new EntryCodes(entries);
      entryCodes = known;
    }
    return known;
  }

  private void closeEntryCodes() {
    if (entryCodes != null) {
      entryCodes.close();
      entryCodes = null;
    }
  }

  @Override
  void appendCodes(BaseIntVector coded, FieldVector values) {
    TextSource source = TextSource.of(values);
    // By the vector's code: ours plus one, 0 where not known yet.
    int[] known = new int[values.getValueCount()];
    for (int i = 0; i < coded.getValueCount(); i++) {
      int code = coded.isNull(i) ? -1 : checkedCode(coded, i, known.length);
      if (code < 0 || values.isNull(code)) {
        appendNull();
      } else if (pool == null) {
        append(source, code);
      } else {
        if (known[code] == 0) {
          long address = source.address(code);
          known[code] = pool.intern(address, source.length(code, address)) + 1;
        }
        nulls.appendValid(1);
        codes.appendInt(known[code] - 1);
      }
    }
    giveUpWhenNotWorthIt(TRIAL_ROWS);
  }

  private static int checkedCode(BaseIntVector coded, int row, int size) {
    long code = coded.getValueAsLong(row);
    if (code < 0 || code >= size) {
      throw new TadashiException(
              ErrorCode.FILE_CORRUPT, "code " + code + " in a dictionary of " + size + " texts")
          .at("column", coded.getName());
    }
    return (int) code;
  }

  private void append(TextSource source, int row) {
    long address = source.address(row);
    append(address, source.length(row, address));
  }

  @Override
  void appendVec(Vec vec, int n) {
    if (pool == null && vec instanceof BytesVec bytes && bytes.nulls() == null) {
      plain.appendAll(bytes.addresses(), bytes.lengths(), n);
      nulls.appendValid(n);
      return;
    }
    // A chunk in which every row is null has no texts at all.
    @Nullable TextVec texts = vec instanceof TextVec found ? found : null;
    for (int i = 0; i < n; i++) {
      if (texts == null || Vec.isNull(vec.nulls(), i)) {
        appendNull();
      } else {
        append(texts.address(i), texts.length(i));
      }
    }
    giveUpWhenNotWorthIt(TRIAL_ROWS);
  }

  private void appendNull() {
    nulls.appendNull();
    if (pool != null) {
      codes.appendInt(0);
    } else {
      plain.appendEmpty();
    }
  }

  private void append(long address, int length) {
    nulls.appendValid(1);
    if (pool != null) {
      codes.appendInt(pool.intern(address, length));
    } else {
      plain.append(address, length);
    }
  }

  private void giveUpWhenNotWorthIt(int trialRows) {
    if (pool != null) {
      boolean unique = rows() > trialRows && pool.size() > rows() - rows() / 64;
      boolean tooMany = rows() > Math.max(trialRows, LONG_TRIAL_ROWS) && pool.size() > rows() / 2;
      boolean tooLarge = pool.pageBytes() > TRIAL_BYTES && pool.size() > rows() / 16;
      if (unique || tooMany || tooLarge || pool.size() > Dictionary.MAX_ENTRIES) {
        writeOut(pool);
      }
    }
  }

  private void writeOut(BytesPool coded) {
    plain.expect(Math.max(rows(), expected));
    for (long at = 0; at < codes.size(); at += 4) {
      int code = Memory.getInt(codes.address() + at);
      if (code < coded.size()) {
        plain.append(coded.address(code), coded.length(code));
      } else {
        plain.appendEmpty();
      }
    }
    plain.expect(Math.max(rows(), expected));
    codes.close();
    coded.close();
    pool = null;
  }

  @Override
  public Column build() {
    closeEntryCodes();
    giveUpWhenNotWorthIt(TRIAL_ROWS);
    if (pool != null && dictionary != null) {
      int @Nullable [] map = dictionary.remap(pool);
      if (map != null) {
        return coded(map, dictionary, pool);
      }
      writeOut(pool);
    }
    int rows = rows();
    ArrowBuf offsets = plain.takeOffsets();
    return new BytesColumn(allocator, type, rows, nulls.build(), offsets, plain.takeData());
  }

  private Column coded(int[] map, Dictionary target, BytesPool coded) {
    int rows = rows();
    ArrowBuf mapped = codes.take();
    if (!isIdentity(map)) {
      remap(mapped.memoryAddress(), rows, map);
    }
    Validity validity = nulls.build();
    // All that is in the pool came with a row, so that the rows need not be looked at.
    ColumnStats stats = StatsScan.of(type, coded, validity.nullCount());
    coded.close();
    pool = null;
    return new DictionaryColumn(type, rows, validity, mapped, target, stats);
  }

  /** As for the first partition of a table. */
  private static boolean isIdentity(int[] map) {
    for (int code = 0; code < map.length; code++) {
      if (map[code] != code) {
        return false;
      }
    }
    return true;
  }

  private static void remap(long codes, int rows, int[] map) {
    for (long at = codes; at < codes + rows * 4L; at += 4) {
      int code = Memory.getInt(at);
      Memory.putInt(at, code < map.length ? map[code] : 0);
    }
  }

  @Override
  public void close() {
    closeEntryCodes();
    nulls.close();
    codes.close();
    plain.close();
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
