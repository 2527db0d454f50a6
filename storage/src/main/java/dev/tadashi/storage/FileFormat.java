package dev.tadashi.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The formats that files are read in, told by the name's ending. */
public enum FileFormat {
  PARQUET("parquet", List.of(".parquet", ".parq", ".pq"));

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // only ever a List.of
  private final List<String> endings;

  FileFormat(String text, List<String> endings) {
    this.text = text;
    this.endings = endings;
  }

  /** The name in records and messages. */
  public String text() {
    return text;
  }

  /** The format of that name. */
  public static Optional<FileFormat> named(String text) {
    return Arrays.stream(values()).filter(format -> format.text.equals(text)).findFirst();
  }

  /** The format of a file by its name; empty when the ending is none that is read. */
  public static Optional<FileFormat> ofFile(String fileName) {
    return Arrays.stream(values()).filter(format -> format.ending(fileName) != null).findFirst();
  }

  /** The file's name without the ending of this format. */
  String stem(String fileName) {
    String ending = ending(fileName);
    return ending == null ? fileName : fileName.substring(0, fileName.length() - ending.length());
  }

  private @Nullable String ending(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return endings.stream().filter(lower::endsWith).findFirst().orElse(null);
  }
}
