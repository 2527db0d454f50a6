package dev.tadashi.formats.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Goes through the fields of one protobuf message; fields that are not asked for are passed. */
final class ProtoFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer in;
  private int tag;
  private long value;
  private ByteBuffer content = ByteBuffer.allocate(0);

  ProtoFields(ByteBuffer message) {
    this.in = message;
  }

  /** Goes to the next field; false at the end. */
  boolean next() throws IOException {
    if (!in.hasRemaining()) {
      return false;
    }
    tag = (int) varint(in);
    switch (tag & 7) {
      case VARINT -> value = varint(in);
      case FIXED64 -> take(Long.BYTES);
      case FIXED32 -> take(Integer.BYTES);
      case BYTES -> content = take(varint(in));
      default -> throw new IOException("a field has no known form");
    }
    return true;
  }

  int number() {
    return tag >>> 3;
  }

  long value() {
    return value;
  }

  /** The value as a size or number of a thing, which is never negative. */
  int size() throws IOException {
    return checked(value);
  }

  ByteBuffer bytes() {
    return content;
  }

  /** Small numbers, whether they were written one by one or together. */
  List<Integer> numbers() throws IOException {
    if ((tag & 7) == VARINT) {
      return List.of(size());
    }
    List<Integer> numbers = new ArrayList<>();
    while (content.hasRemaining()) {
      numbers.add(checked(varint(content)));
    }
    return numbers;
  }

  private static int checked(long number) throws IOException {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IOException("the number " + number + " is out of bounds");
    }
    return (int) number;
  }

  private ByteBuffer take(long length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new IOException("a field claims " + length + " bytes of " + in.remaining());
    }
    ByteBuffer taken = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return taken;
  }

  private static long varint(ByteBuffer in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number does not end");
  }
}
