package dev.tadashi.engine.memory;

import java.util.Arrays;

/**
 * Two words for each text of a pool, by which most texts are told apart with one read of memory. Up
 * to 15 bytes they are the text itself, with its length in the top byte; of a longer text they are
 * hash and length, and the second is negative.
 */
final class TextWords {
  private static final int LONGEST = 15;
  private static final long LONG_TEXT = 0xFFL << 56;

  /** Heap bytes for each text. */
  static final int BYTES = 16;

  private long[] words;

  TextWords(int capacity) {
    this.words = new long[capacity * 2];
  }

  void grow(int capacity) {
    words = Arrays.copyOf(words, capacity * 2);
  }

  void set(int code, long address, int length, long hash) {
    words[code * 2] = length <= LONGEST ? first(address, length) : hash;
    words[code * 2 + 1] = length <= LONGEST ? second(address, length) : LONG_TEXT | length;
  }

  /**
   * Of the first {@code n} open texts of a batch, leaves those open whose code is of another text;
   * a long text is found when hash and length are the same. Without branches, for the reads not to
   * wait for each other.
   *
   * @return how many are left
   */
  int keepOthers(InternBatch batch, int n) {
    int left = 0;
    for (int i = 0; i < n; i++) {
      int text = batch.open[i];
      int code = batch.codes[text];
      int at = Math.max(code, 0) * 2;
      long other = words[at] ^ batch.first[text] | words[at + 1] ^ batch.second[text];
      batch.open[left] = text;
      left += (int) ((other | -other) >>> 63) & ~code >>> 31;
    }
    return left;
  }

  static boolean isLong(long second) {
    return second < 0;
  }

  /** Fills in words and hashes of a batch. */
  static void read(InternBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      long address = batch.addresses[i];
      int length = batch.lengths[i];
      if (length <= LONGEST) {
        long first = first(address, length);
        long second = second(address, length);
        batch.first[i] = first;
        batch.second[i] = second;
        batch.hashes[i] = Hash.words(first, second & ~LONG_TEXT, length);
      } else {
        batch.hashes[i] = batch.first[i] = Hash.bytes(address, length);
        batch.second[i] = LONG_TEXT | length;
      }
    }
  }

  private static long first(long address, int length) {
    return length >= 8 ? Memory.getLong(address) : Memory.getWord(address, length);
  }

  private static long second(long address, int length) {
    long rest = length > 8 ? Memory.getLong(address + length - 8) >>> (16 - length) * 8 : 0;
    return rest | (long) length << 56;
  }
}
