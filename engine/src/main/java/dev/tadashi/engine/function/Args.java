package dev.tadashi.engine.function;

import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.expr.Decimals;
import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.DoubleVec;
import dev.tadashi.engine.vector.LongVec;
import dev.tadashi.engine.vector.TextVec;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.engine.vector.WideVec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.type.DataType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a call for the rows of a chunk. */
public final class Args {
  private final List<DataType> types;
  private final boolean[] constant;
  private final @Nullable String[] texts;
  private Vec[] values = new Vec[0];

  /**
   * @param constant which arguments have the same value in every row
   */
  public Args(List<DataType> types, boolean[] constant) {
    this.types = types;
    this.constant = constant;
    this.texts = new @Nullable String[constant.length];
  }

  /** Moves on to another chunk. */
  public void use(Vec[] chunk) {
    this.values = chunk;
  }

  public int count() {
    return values.length;
  }

  public DataType type(int arg) {
    return types.get(arg);
  }

  public boolean isNull(int arg, int row) {
    return Vec.isNull(values[arg].nulls(), row);
  }

  public String text(int arg, int row) {
    if (!constant[arg]) {
      return read(arg, row);
    }
    String known = texts[arg];
    if (known == null) {
      known = read(arg, row);
      texts[arg] = known;
    }
    return known;
  }

  private String read(int arg, int row) {
    return new String(bytes(arg, row), StandardCharsets.UTF_8);
  }

  public byte[] bytes(int arg, int row) {
    TextVec vec = (TextVec) values[arg];
    return Memory.bytes(vec.address(row), vec.length(row));
  }

  public long integer(int arg, int row) {
    return ((LongVec) values[arg]).values()[row];
  }

  /** An integer that fits 32 bits; beyond them it is cut to the nearest. */
  public int count(int arg, int row) {
    return Math.clamp(integer(arg, row), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  public double number(int arg, int row) {
    return ((DoubleVec) values[arg]).values()[row];
  }

  public boolean isFloating(int arg) {
    return values[arg] instanceof DoubleVec;
  }

  /** A decimal's scaled integer, or an integer. */
  public BigInteger scaled(int arg, int row) {
    return Decimals.at(values[arg], row);
  }

  /** The value of any type. */
  public Literal literal(int arg, int row) {
    DataType type = types.get(arg);
    return switch (values[arg]) {
      case LongVec vec -> Values.ofLong(type, vec.values()[row]);
      case DoubleVec vec -> new Literal(type, vec.values()[row]);
      case WideVec vec -> Values.ofWide(type, vec.high()[row], vec.low()[row]);
      case TextVec vec -> Values.ofBytes(type, bytes(arg, row));
    };
  }
}
