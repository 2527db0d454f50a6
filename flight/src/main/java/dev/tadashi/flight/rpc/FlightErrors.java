package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;

/**
 * Numbered errors over Flight: the status code by the error's code, the description for people, and
 * the JSON detail in the metadata, also as the description's last line for clients that show only
 * that.
 */
public final class FlightErrors {
  private static final String KEY = "tadashi-error-bin";
  private static final String MARK = "\ntadashi-error: ";

  // A client takes 8 KiB of trailers: the detail is in them three times, and escaped.
  private static final int MAX_TEXT = 300;

  private FlightErrors() {}

  /** The exception to end a call with. */
  public static FlightRuntimeException toFlight(Throwable failure) {
    if (failure instanceof FlightRuntimeException flight) {
      return flight;
    }
    TadashiException typed = TadashiException.wrap(failure);
    ErrorDetail detail = shorten(typed.detail());
    ErrorFlightMetadata metadata = new ErrorFlightMetadata();
    metadata.insert(KEY, Json.bytes(detail));
    String description = detail.describe() + MARK + Json.text(detail);
    return new CallStatus(status(typed.code()), failure, description, metadata)
        .toRuntimeException();
  }

  private static ErrorDetail shorten(ErrorDetail detail) {
    Map<String, String> where = new TreeMap<>();
    detail.where().forEach((key, value) -> where.put(key, shorten(value)));
    String hint = detail.hint();
    return new ErrorDetail(
        detail.code(),
        detail.name(),
        detail.errorClass(),
        shorten(detail.message()),
        where,
        hint == null ? null : shorten(hint));
  }

  private static String shorten(String text) {
    int most = text.chars().allMatch(c -> c < 0x80) ? MAX_TEXT : MAX_TEXT / 6;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private static FlightStatusCode status(ErrorCode code) {
    return switch (code) {
      case UNKNOWN_TABLE,
          UNKNOWN_TASK,
          UNKNOWN_WORKER,
          UNKNOWN_STORE,
          UNKNOWN_SESSION,
          RESULT_GONE,
          FILE_NOT_FOUND ->
          FlightStatusCode.NOT_FOUND;
      case UNKNOWN_OPERATION, UNSUPPORTED -> FlightStatusCode.UNIMPLEMENTED;
      case WORKER_EXISTS, STORE_EXISTS, IDEMPOTENCY_CONFLICT -> FlightStatusCode.ALREADY_EXISTS;
      case UNAUTHENTICATED -> FlightStatusCode.UNAUTHENTICATED;
      case PATH_NOT_ALLOWED, HOST_REFUSED, STORE_DENIED -> FlightStatusCode.UNAUTHORIZED;
      case TASK_CANCELLED -> FlightStatusCode.CANCELLED;
      case TASK_TIMEOUT -> FlightStatusCode.TIMED_OUT;
      case MEMORY_EXCEEDED, DISK_FULL, QUEUE_FULL, BODY_TOO_LARGE ->
          FlightStatusCode.RESOURCE_EXHAUSTED;
      default -> byClass(code);
    };
  }

  private static FlightStatusCode byClass(ErrorCode code) {
    return switch (code.errorClass()) {
      case USER -> FlightStatusCode.INVALID_ARGUMENT;
      case RESOURCES, EXTERNAL -> FlightStatusCode.UNAVAILABLE;
      case INTERNAL -> FlightStatusCode.INTERNAL;
    };
  }

  /**
   * The numbered error that a peer ended a call with; any other failure means it is unreachable.
   */
  public static TadashiException fromFlight(FlightRuntimeException failure, String address) {
    ErrorFlightMetadata metadata = failure.status().metadata();
    if (metadata != null && metadata.containsKey(KEY)) {
      return Json.readPeer(metadata.getByte(KEY), ErrorDetail.class).toException();
    }
    String text = String.valueOf(failure.getMessage());
    int mark = text.indexOf(MARK);
    if (mark >= 0) {
      byte[] json = text.substring(mark + MARK.length()).getBytes(StandardCharsets.UTF_8);
      return Json.readPeer(json, ErrorDetail.class).toException();
    }
    FlightStatusCode code = failure.status().code();
    if (code == FlightStatusCode.UNIMPLEMENTED) {
      return new TadashiException(
              ErrorCode.NOT_A_WORKER, "it does not know this operation", failure)
          .at("address", address);
    }
    if (code == FlightStatusCode.UNAUTHENTICATED) {
      return new TadashiException(ErrorCode.UNAUTHENTICATED, text, failure).at("address", address);
    }
    String what = code == FlightStatusCode.TIMED_OUT ? "no answer in time" : text;
    return new TadashiException(ErrorCode.WORKER_UNREACHABLE, what, failure).at("address", address);
  }
}
