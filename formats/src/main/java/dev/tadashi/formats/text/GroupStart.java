package dev.tadashi.formats.text;

/**
 * Where a group of records begins.
 *
 * @param line from 1
 */
record GroupStart(long offset, long line) {}
