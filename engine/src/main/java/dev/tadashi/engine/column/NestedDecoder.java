package dev.tadashi.engine.column;

import dev.tadashi.engine.memory.Memory;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.model.type.DataType;
import org.apache.arrow.memory.BufferAllocator;

/** Takes values out of nested ones and makes a column of them. */
final class NestedDecoder implements AutoCloseable {
  private final Scratch scratch;
  private final ValueDecoder decoder;
  private final ColumnBuilder builder;

  NestedDecoder(DataType type, BufferAllocator allocator) {
    this.scratch = new Scratch(allocator);
    this.decoder = new ValueDecoder(Layout.of(type), scratch);
    this.builder = ColumnBuilder.create(allocator, type, null);
  }

  int rows() {
    return builder.rows() + decoder.size();
  }

  void addNull() {
    decoder.readNull();
    flushWhenFull();
  }

  /** Adds all elements of a list. */
  void addElements(long list, int length) {
    int elements = NestedBytes.elements(list, length);
    int head = NestedBytes.listHead(elements);
    decoder.open(list + head, length - head);
    for (int i = 0; i < elements; i++) {
      add(Memory.getBit(list + Integer.BYTES, i));
    }
  }

  /**
   * Adds one part of a struct.
   *
   * @param layouts of all parts
   */
  void addPart(long struct, int length, Layout[] layouts, int part) {
    int head = NestedBytes.bits(layouts.length);
    NestedBytes.require(length >= head);
    long at = struct + head;
    for (int i = 0; i < part; i++) {
      if (!Memory.getBit(struct, i)) {
        at += size(layouts[i], at, struct + length);
      }
    }
    NestedBytes.require(at <= struct + length);
    decoder.open(at, (int) (struct + length - at));
    add(Memory.getBit(struct, part));
  }

  private static long size(Layout layout, long at, long end) {
    return switch (layout) {
      case BYTES -> {
        NestedBytes.require(end - at >= Integer.BYTES && Memory.getInt(at) >= 0);
        yield Integer.BYTES + (long) Memory.getInt(at);
      }
      case I128 -> 16;
      case NOTHING, BOOL, I8, U8, I16, U16, I32, U32, I64, F32, F64 -> 8;
    };
  }

  private void add(boolean isNull) {
    if (isNull) {
      decoder.readNull();
    } else {
      decoder.read();
    }
    flushWhenFull();
  }

  private void flushWhenFull() {
    if (decoder.size() == Scratch.CHUNK) {
      flush();
    }
  }

  private void flush() {
    if (decoder.size() > 0) {
      builder.append(decoder.chunk(), decoder.size());
      decoder.clear();
    }
  }

  Column build() {
    flush();
    return builder.build();
  }

  @Override
  public void close() {
    builder.close();
    scratch.close();
  }
}
