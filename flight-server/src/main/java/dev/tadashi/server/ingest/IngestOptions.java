package dev.tadashi.server.ingest;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a write.
 *
 * @param mode absent: adds rows, and makes the table when it is not there
 * @param ingestId the same for a repeat; absent: no repeat is known as one
 */
public record IngestOptions(@Nullable IngestMode mode, @Nullable String ingestId) {
  public static final IngestOptions NONE = new IngestOptions(null, null);

  /** A mode by its name. */
  public static IngestMode mode(String name) {
    return Arrays.stream(IngestMode.values())
        .filter(mode -> mode.wireName().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new TadashiException(ErrorCode.INVALID_ARGUMENT, "there is no mode '" + name + "'")
                .at("field", "mode")
                .hint("modes: create, append, replace, create_append"));
  }

  /** These, and where they say nothing the others. */
  public IngestOptions or(IngestOptions others) {
    return new IngestOptions(
        mode == null ? others.mode : mode, ingestId == null ? others.ingestId : ingestId);
  }

  IngestMode chosenMode() {
    return Objects.requireNonNullElse(mode, IngestMode.CREATE_APPEND);
  }

  String idOrNew() {
    return ingestId == null ? UUID.randomUUID().toString() : ingestId;
  }
}
