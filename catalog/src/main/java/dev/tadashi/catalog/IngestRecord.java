package dev.tadashi.catalog;

import dev.tadashi.model.ingest.IngestResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed write by the name that its client gave it.
 *
 * @param request what was asked for, to tell a repeat from another write of the same name
 * @param content tells its rows from others; absent: it is not known
 */
public record IngestRecord(
    String id, String request, @Nullable String content, IngestResult result, Instant at) {}
