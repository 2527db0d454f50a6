package dev.tadashi.worker.exchange;

import dev.tadashi.flight.exchange.ExchangeCodec;
import dev.tadashi.flight.exchange.ExchangeMessage;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Messages as Flight carries them: in the metadata of messages without a body. */
final class Frames {
  private Frames() {}

  /** A frame, which whoever sends it gives away. */
  static ArrowBuf write(BufferAllocator allocator, ExchangeMessage message) {
    byte[] bytes = ExchangeCodec.encode(message);
    ArrowBuf frame = allocator.buffer(bytes.length);
    frame.setBytes(0, bytes);
    frame.writerIndex(bytes.length);
    return frame;
  }

  /** The message of a frame, which stays its stream's. */
  static ExchangeMessage read(ArrowBuf frame) {
    return ExchangeCodec.decode(frame.nioBuffer(0, Math.toIntExact(frame.readableBytes())));
  }
}
