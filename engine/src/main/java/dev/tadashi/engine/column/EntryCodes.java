package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.memory.Memory;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/**
 * The codes that the entries of an Arrow dictionary have in a pool, each found when it is first
 * used. It holds the entries' memory: a reader loads one vector again and again, and the same
 * entries are known by lying where these do.
 */
final class EntryCodes implements AutoCloseable {
  private final List<ArrowBuf> held;
  private final int[] codes;

  EntryCodes(FieldVector entries) {
    this.held = List.copyOf(entries.getFieldBuffers());
    this.codes = new int[entries.getValueCount()];
    Arrays.fill(codes, -1);
    held.forEach(buffer -> buffer.getReferenceManager().retain());
  }

  /** Whether these are the codes of that vector's entries. */
  boolean isOf(FieldVector entries) {
    List<ArrowBuf> others = entries.getFieldBuffers();
    boolean same = entries.getValueCount() == codes.length && others.size() == held.size();
    for (int i = 0; same && i < others.size(); i++) {
      same = held.get(i).memoryAddress() == others.get(i).memoryAddress();
    }
    return same;
  }

  int code(int entry, TextSource source, BytesPool pool) {
    if (codes[entry] < 0) {
      long address = source.address(entry);
      codes[entry] = pool.intern(address, source.length(entry, address));
    }
    return codes[entry];
  }

  /** Writes the codes of {@code n} entries whose numbers lie at an address. */
  void write(long entries, int n, long to, TextSource source, BytesPool pool) {
    for (int i = 0; i < n; i++) {
      int entry = Memory.getInt(entries + i * 4L);
      int code = codes[entry];
      Memory.putInt(to + i * 4L, code < 0 ? code(entry, source, pool) : code);
    }
  }

  @Override
  public void close() {
    held.forEach(buffer -> buffer.getReferenceManager().release());
  }
}
