package dev.tadashi.catalog;

import dev.tadashi.model.ingest.IngestResult;
import java.time.Instant;

/**
 * A committed write by the name that its client gave it.
 *
 * @param request what was asked for, to tell a repeat from another write of the same name
 */
public record IngestRecord(String id, String request, IngestResult result, Instant at) {}
