package dev.tadashi.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The formats that files are read in, told by the name's ending. */
public enum FileFormat {
  PARQUET("parquet", Sizes.COLUMNAR, List.of(".parquet", ".parq", ".pq")),
  ORC("orc", Sizes.COLUMNAR, List.of(".orc")),
  /** Arrow's IPC file and stream. */
  ARROW("arrow", Sizes.COLUMNAR, List.of(".arrow", ".feather", ".ipc", ".arrows")),
  /** Values with commas or tabs between them, plain or compressed. */
  CSV("csv", Sizes.TEXT, compressed(".csv", ".tsv")),
  /** JSON lines. */
  JSON("json", Sizes.TEXT, compressed(".jsonl", ".ndjson", ".json"));

  private final String text;
  private final long partitionBytes;

  @SuppressWarnings("ImmutableEnumChecker") // only ever a List.of
  private final List<String> endings;

  FileFormat(String text, long partitionBytes, List<String> endings) {
    this.text = text;
    this.partitionBytes = partitionBytes;
    this.endings = endings;
  }

  /** The name in records and messages. */
  public String text() {
    return text;
  }

  /**
   * Most bytes of its files that are put into one partition. Text is slow to read, and a smaller
   * part of it makes work for more cores.
   */
  long partitionBytes() {
    return partitionBytes;
  }

  /** Whether values are written as text, whatever their type. */
  boolean isText() {
    return this == CSV || this == JSON;
  }

  private static List<String> compressed(String... endings) {
    return Stream.of(endings)
        .flatMap(ending -> Stream.of(ending, ending + ".gz", ending + ".zst"))
        .toList();
  }

  /** Apart, because constants are made before an enum's own static fields. */
  private static final class Sizes {
    static final long COLUMNAR = 128L << 20;
    static final long TEXT = 32L << 20;
  }

  /** The format of that name. */
  public static Optional<FileFormat> named(String text) {
    return Arrays.stream(values()).filter(format -> format.text.equals(text)).findFirst();
  }

  /** The format of a file by its name; empty when the ending is none that is read. */
  public static Optional<FileFormat> ofFile(String fileName) {
    return Arrays.stream(values()).filter(format -> format.ending(fileName) != null).findFirst();
  }

  /** A file's name without the ending that tells its format. */
  static String stemOf(String fileName) {
    return ofFile(fileName).map(format -> format.stem(fileName)).orElse(fileName);
  }

  private String stem(String fileName) {
    String ending = ending(fileName);
    return ending == null ? fileName : fileName.substring(0, fileName.length() - ending.length());
  }

  private @Nullable String ending(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return endings.stream().filter(lower::endsWith).findFirst().orElse(null);
  }
}
