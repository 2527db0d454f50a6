package dev.tadashi.server.managed;

/**
 * One of several appends whose rows lie in the same files.
 *
 * @param rows of this one
 */
public record Part(Upload upload, long rows) {}
