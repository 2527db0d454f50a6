package dev.tadashi.worker.exchange;

import dev.tadashi.flight.exchange.ExchangeCodec;
import dev.tadashi.flight.exchange.ExchangeMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A stream that keeps what is sent, as it comes out of the codec, and breaks when told. */
final class FakeLink implements PeerSender.Link {
  final List<ExchangeMessage> sent = new ArrayList<>();
  boolean broken;
  boolean closed;

  @Override
  public void send(ExchangeMessage message) {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    sent.add(ExchangeCodec.decode(ByteBuffer.wrap(ExchangeCodec.encode(message))));
  }

  /** What was sent of that kind since the last time; all is forgotten. */
  <M extends ExchangeMessage> List<M> take(Class<M> kind) {
    List<M> found = sent.stream().filter(kind::isInstance).map(kind::cast).toList();
    sent.clear();
    return found;
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public void close() {
    closed = true;
  }
}
