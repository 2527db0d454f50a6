package dev.tadashi.model.error;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An error as it travels in JSON.
 *
 * @param code the stable number, see {@link ErrorCode}
 * @param name the code's name
 * @param errorClass user, resources, external or internal; {@code class} in JSON
 * @param message what was wrong, one sentence
 * @param where what input it concerns: field, table, column, file, row, worker, ...
 * @param hint what to do about it
 */
public record ErrorDetail(
    int code,
    String name,
    @JsonProperty("class") String errorClass,
    String message,
    Map<String, String> where,
    @Nullable String hint) {

  public ErrorDetail {
    where = where == null ? Map.of() : Map.copyOf(where);
  }

  static ErrorDetail of(ErrorCode code, String message) {
    return new ErrorDetail(
        code.number(), code.name(), code.errorClass().wireName(), message, Map.of(), null);
  }

  ErrorDetail at(String key, String value) {
    Map<String, String> more = new TreeMap<>(where);
    more.put(key, value);
    return new ErrorDetail(code, name, errorClass, message, more, hint);
  }

  ErrorDetail withHint(String advice) {
    return new ErrorDetail(code, name, errorClass, message, where, advice);
  }

  /** The code; an unknown number (a newer peer) reads as {@link ErrorCode#INTERNAL}. */
  public ErrorCode errorCode() {
    return ErrorCode.byNumber(code).orElse(ErrorCode.INTERNAL);
  }

  /** The exception that carries this detail. */
  public TadashiException toException() {
    return new TadashiException(this, null);
  }

  /** One line for a log or a terminal. */
  public String describe() {
    String place = where.isEmpty() ? "" : " " + new TreeMap<>(where);
    String advice = hint == null ? "" : " (" + hint + ")";
    return name + " " + code + ": " + message + place + advice;
  }
}
