package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.BytesVec;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads values that lie one after the other: 16 bytes for a wide decimal, a length of 32 bits and
 * the bytes for a text, 8 bytes for all others, nothing for a null. So they lie in nested values
 * ({@link NestedBytes}), and in saved states, which have no nulls. Lengths are checked, because
 * states come from the network. The values that were read are a chunk until {@link #clear}.
 */
public final class ValueDecoder {
  private final Layout layout;
  private final long[] first;
  private final long[] second;
  private final double[] doubles;
  private final int[] lengths;
  private final boolean[] nulls;
  private long at;
  private long end;
  private int n;
  private boolean anyNull;

  /** A decoder whose chunks are valid until the scratch is reset. */
  public ValueDecoder(Layout layout, Scratch scratch) {
    this.layout = layout;
    this.first = scratch.longs();
    this.second = scratch.longs();
    this.doubles = scratch.doubles();
    this.lengths = scratch.ints();
    this.nulls = scratch.flags();
  }

  /** Goes on with the values in those bytes. */
  public void open(long address, int length) {
    at = address;
    end = address + length;
  }

  /** Whether there are more in the bytes that were opened last. */
  public boolean hasMore() {
    return at < end;
  }

  /** Reads a value into the chunk, which must not be full. */
  public void read() {
    if (layout == Layout.BYTES) {
      lengths[n] = length();
      first[n] = at + 4;
      at += 4L + lengths[n];
    } else {
      int width = layout == Layout.I128 ? 16 : 8;
      require(end - at >= width);
      first[n] = Memory.getLong(at);
      doubles[n] = Double.longBitsToDouble(first[n]);
      second[n] = width == 16 ? Memory.getLong(at + 8) : 0;
      at += width;
    }
    n++;
  }

  /** Adds a null to the chunk, which must not be full. */
  public void readNull() {
    first[n] = 0;
    second[n] = 0;
    doubles[n] = 0;
    lengths[n] = 0;
    if (!anyNull) {
      Arrays.fill(nulls, false);
    }
    anyNull = true;
    nulls[n++] = true;
  }

  private int length() {
    require(end - at >= 4);
    int length = Memory.getInt(at);
    require(length >= 0 && length <= end - at - 4);
    return length;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new TadashiException(ErrorCode.PROTOCOL, "a unit's state of values is cut short");
    }
  }

  /** Values in the chunk. */
  public int size() {
    return n;
  }

  /** The values that were read since the chunk was cleared. */
  public Vec chunk() {
    boolean @Nullable [] found = anyNull ? nulls : null;
    return switch (layout) {
      case F32, F64 -> new DoubleVec(doubles, found);
      case I128 -> new WideVec(second, first, found);
      case BYTES -> new BytesVec(first, lengths, found);
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64 -> new LongVec(first, found);
    };
  }

  public void clear() {
    n = 0;
    anyNull = false;
  }
}
