package dev.tadashi.model.table;

/**
 * One row group of a file, the unit in which the file can be read: its rows and its bytes in the
 * file. In formats that are read from an offset on, the bytes of all groups follow each other from
 * the file's start.
 */
public record RowGroupInfo(long rows, long bytes) {}
