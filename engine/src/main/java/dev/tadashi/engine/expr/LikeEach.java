package dev.tadashi.engine.expr;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import java.util.Arrays;

/** LIKE whose pattern is another one in each row; the last one is kept. */
final class LikeEach implements Kernel {
  private final Kernel text;
  private final Kernel pattern;
  private byte[] last = new byte[0];
  private LikePattern compiled = new LikePattern(last);

  LikeEach(Kernel text, Kernel pattern) {
    this.text = text;
    this.pattern = pattern;
  }

  @Override
  public Vec eval(Rows rows) {
    TextVec texts = (TextVec) text.eval(rows);
    TextVec patterns = (TextVec) pattern.eval(rows);
    long[] out = rows.scratch().longs();
    boolean[] nulls = rows.scratch().flags();
    for (int i = 0; i < rows.size(); i++) {
      nulls[i] = Vec.isNull(texts.nulls(), i) || Vec.isNull(patterns.nulls(), i);
      out[i] = 0;
      if (!nulls[i]) {
        compile(patterns.address(i), patterns.length(i));
        out[i] = compiled.holds(texts.address(i), texts.length(i)) ? 1 : 0;
      }
    }
    return new LongVec(out, nulls);
  }

  private void compile(long address, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = Memory.getByte(address + i);
    }
    if (!Arrays.equals(bytes, last)) {
      compiled = new LikePattern(bytes);
      last = bytes;
    }
  }
}
