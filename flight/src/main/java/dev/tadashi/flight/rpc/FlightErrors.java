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
import org.jspecify.annotations.Nullable;

/**
 * Our errors as Flight's and back, so that a typed error stays typed on every hop. The JSON detail
 * travels as trailing metadata, and at the end of the message for clients that see nothing else.
 */
public final class FlightErrors {
  /** Trailing metadata with the JSON detail. */
  public static final String DETAIL_KEY = "tadashi-error-bin";

  /** What the line of the message that holds the JSON detail starts with. */
  public static final String DETAIL_LINE = "tadashi-error: ";

  // Clients accept 8 KiB of trailers in all: the detail is in them twice, percent-encoded once.
  private static final int MAX_TEXT = 600;

  private FlightErrors() {}

  /** Any failure as the exception that a Flight producer answers with. */
  public static FlightRuntimeException toFlight(Throwable failure) {
    if (failure instanceof FlightRuntimeException already && detailOf(already) != null) {
      return already;
    }
    ErrorDetail detail = shorten(TadashiException.wrap(failure).detail());
    byte[] json = Json.bytes(detail);
    ErrorFlightMetadata metadata = new ErrorFlightMetadata();
    metadata.insert(DETAIL_KEY, json);
    String text = detail.describe() + "\n" + DETAIL_LINE + new String(json, StandardCharsets.UTF_8);
    return new CallStatus(status(detail.errorCode()), failure, text, metadata).toRuntimeException();
  }

  /** What a peer answered as our error; without a detail of ours, by what the status means. */
  public static TadashiException fromFlight(FlightRuntimeException failure, String peer) {
    ErrorDetail detail = detailOf(failure);
    if (detail != null) {
      return detail.toException();
    }
    ErrorCode code =
        switch (failure.status().code()) {
          case UNAVAILABLE, TIMED_OUT, CANCELLED -> ErrorCode.WORKER_UNREACHABLE;
          case UNAUTHENTICATED, UNAUTHORIZED -> ErrorCode.UNAUTHENTICATED;
          case UNIMPLEMENTED, UNKNOWN -> ErrorCode.NOT_A_WORKER;
          case OK, INTERNAL, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, RESOURCE_EXHAUSTED ->
              ErrorCode.PROTOCOL;
        };
    return new TadashiException(code, code.meaning() + ": " + firstLine(failure), failure)
        .at("address", peer);
  }

  private static String firstLine(FlightRuntimeException failure) {
    String text = failure.status().description();
    return text == null ? failure.status().code().name() : text.lines().findFirst().orElse("");
  }

  private static @Nullable ErrorDetail detailOf(FlightRuntimeException failure) {
    ErrorFlightMetadata metadata = failure.status().metadata();
    if (metadata == null || !metadata.containsKey(DETAIL_KEY)) {
      return null;
    }
    try {
      return Json.readPeer(metadata.getByte(DETAIL_KEY), ErrorDetail.class);
    } catch (TadashiException unreadable) {
      return null;
    }
  }

  private static ErrorDetail shorten(ErrorDetail detail) {
    Map<String, String> where = new TreeMap<>();
    detail.where().forEach((key, value) -> where.put(key, shorten(value)));
    String hint = detail.hint() == null ? null : shorten(detail.hint());
    return new ErrorDetail(
        detail.code(), detail.name(), detail.errorClass(), shorten(detail.message()), where, hint);
  }

  private static String shorten(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }

  private static FlightStatusCode status(ErrorCode code) {
    return switch (code) {
      case UNSUPPORTED -> FlightStatusCode.UNIMPLEMENTED;
      case TASK_CANCELLED -> FlightStatusCode.CANCELLED;
      case STORE_EXISTS, WORKER_EXISTS -> FlightStatusCode.ALREADY_EXISTS;
      case MEMORY_EXCEEDED, DISK_FULL, QUEUE_FULL -> FlightStatusCode.RESOURCE_EXHAUSTED;
      default -> byHttp(code.httpStatus());
    };
  }

  private static FlightStatusCode byHttp(int status) {
    return switch (status) {
      case 401 -> FlightStatusCode.UNAUTHENTICATED;
      case 403 -> FlightStatusCode.UNAUTHORIZED;
      case 404, 410 -> FlightStatusCode.NOT_FOUND;
      case 408 -> FlightStatusCode.TIMED_OUT;
      case 502, 503 -> FlightStatusCode.UNAVAILABLE;
      case 500 -> FlightStatusCode.INTERNAL;
      default -> FlightStatusCode.INVALID_ARGUMENT;
    };
  }
}
