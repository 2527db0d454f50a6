package dev.tadashi.tables;

/**
 * A write with its outcome, as the summary of its snapshot keeps it, so that a repeat is known.
 *
 * @param id the client's name for the write
 * @param request what was asked for, to tell a repeat from another write of the same name
 */
public record Ingested(String id, String request, long rows, long bytes, int files) {}
