package dev.tadashi.tables;

import org.jspecify.annotations.Nullable;

/**
 * A write with its outcome, as the summary of its snapshot keeps it, so that a repeat is known.
 *
 * @param id the client's name for the write
 * @param request what was asked for, to tell a repeat from another write of the same name
 * @param content tells its rows from others; absent: it is not known
 */
public record Ingested(
    String id, String request, @Nullable String content, long rows, long bytes, int files) {}
