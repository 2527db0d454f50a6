package dev.tadashi.server.flightsql;

import java.util.Optional;
import org.apache.arrow.flight.SessionOptionValueVisitor;

/** A session option's value as SET would write it; an empty one puts the default back. */
enum OptionText implements SessionOptionValueVisitor<Optional<String>> {
  TEXT;

  @Override
  public Optional<String> visit(String value) {
    return Optional.of(value);
  }

  @Override
  public Optional<String> visit(boolean value) {
    return Optional.of(Boolean.toString(value));
  }

  @Override
  public Optional<String> visit(long value) {
    return Optional.of(Long.toString(value));
  }

  @Override
  public Optional<String> visit(double value) {
    return Optional.of(Double.toString(value));
  }

  @Override
  public Optional<String> visit(String[] value) {
    return Optional.of(String.join(",", value));
  }

  @Override
  public Optional<String> visit(Void value) {
    return Optional.empty();
  }
}
