package dev.tadashi.formats.text;

/** Takes the values of records one after the other. */
interface Fields {
  /**
   * A value of the record that is being read.
   *
   * @param column its position, from 0
   * @param line where the record begins, from 1
   */
  void field(int column, byte[] text, int length, boolean quoted, long line);

  /** Whether values of that column are wanted. */
  boolean wants(int column);
}
