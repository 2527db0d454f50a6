package dev.tadashi.model.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Instants as ISO-8601 texts; durations as {@code 500ms, 10s, 5m, 2h, 7d} or ISO-8601. */
final class TimeModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  TimeModule() {
    super("time");
    addSerializer(Instant.class, new TextWriter<>(Instant.class));
    addDeserializer(Instant.class, new InstantReader());
    addSerializer(Duration.class, new TextWriter<>(Duration.class));
    addDeserializer(Duration.class, new DurationReader());
  }

  private static final class TextWriter<T> extends JsonSerializer<T> {
    TextWriter(Class<T> type) {}

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class InstantReader extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not a time", e);
      }
    }
  }

  private static final class DurationReader extends JsonDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Durations.parse(in.getText());
    }
  }
}
