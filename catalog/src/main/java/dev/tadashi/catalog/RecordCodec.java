package dev.tadashi.catalog;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A value is the format's version in digits, a line feed, and the record as JSON. */
final class RecordCodec {
  /** The version this code writes, and the newest it reads. */
  static final int VERSION = 1;

  private static final byte[] HEADER = (VERSION + "\n").getBytes(StandardCharsets.US_ASCII);

  private RecordCodec() {}

  static byte[] encode(Object record) {
    byte[] json = Json.bytes(record);
    byte[] value = Arrays.copyOf(HEADER, HEADER.length + json.length);
    System.arraycopy(json, 0, value, HEADER.length, json.length);
    return value;
  }

  static <T> T decode(Family family, String key, byte[] value, Class<T> type) {
    try {
      int end = headerEnd(value);
      int version = Integer.parseInt(new String(value, 0, end, StandardCharsets.US_ASCII));
      if (version > VERSION) {
        throw unreadable(family, key, "format " + version + " is newer than " + VERSION, null);
      }
      return Json.readPeer(Arrays.copyOfRange(value, end + 1, value.length), type);
    } catch (NumberFormatException e) {
      throw unreadable(family, key, "it has no format version", e);
    } catch (TadashiException e) {
      throw e.code() == ErrorCode.CATALOG_FAILURE
          ? e
          : unreadable(family, key, e.detail().message(), e);
    }
  }

  private static int headerEnd(byte[] value) {
    for (int i = 0; i < value.length; i++) {
      if (value[i] == '\n') {
        return i;
      }
    }
    throw new NumberFormatException("no header");
  }

  private static TadashiException unreadable(
      Family family, String key, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    String message = "a record of the catalog cannot be read: " + why;
    TadashiException failure =
        cause == null
            ? new TadashiException(ErrorCode.CATALOG_FAILURE, message)
            : new TadashiException(ErrorCode.CATALOG_FAILURE, message, cause);
    return failure.at("family", new String(family.bytes(), StandardCharsets.UTF_8)).at("key", key);
  }
}
