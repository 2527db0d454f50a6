package dev.tadashi.flight.relay;

import io.grpc.Detachable;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages of Flight as their bytes: whoever gets one owns it, and closes or sends it. */
enum FlightBytes implements Marshaller<InputStream> {
  AS_THEY_ARE;

  @Override
  public InputStream stream(InputStream message) {
    return message;
  }

  /** The transport's own memory where it gives that away, else a copy. */
  @Override
  public InputStream parse(InputStream message) {
    if (message instanceof Detachable detachable) {
      return detachable.detach();
    }
    try {
      return new ByteArrayInputStream(message.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
