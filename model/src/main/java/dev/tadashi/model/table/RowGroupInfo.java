package dev.tadashi.model.table;

/** One row group of a file: its rows and its bytes in the file. */
public record RowGroupInfo(long rows, long bytes) {}
