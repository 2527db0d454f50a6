package dev.tadashi.model.table;

/** A file of a table as the store listed it; {@code path} is relative to the store's root. */
public record TableFile(String path, long size, String etag) {}
