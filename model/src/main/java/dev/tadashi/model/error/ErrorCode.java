package dev.tadashi.model.error;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every error that leaves the system. Numbers are stable: clients may depend on them. The first
 * digit is the class: 1 user, 2 resources, 3 external, 4 internal.
 */
public enum ErrorCode {
  INVALID_JSON(1001, 400, "the body is not the JSON that was expected"),
  UNKNOWN_FIELD(1002, 400, "a field of the request is not known"),
  INVALID_ARGUMENT(1003, 400, "a value has the wrong type, is missing, or is out of range"),
  BODY_TOO_LARGE(1004, 413, "the body is larger than 16 MiB"),
  UNKNOWN_OPERATION(1005, 404, "there is no such operation"),
  UNKNOWN_TABLE(1006, 404, "there is no such table"),
  UNKNOWN_COLUMN(1007, 400, "the table has no such column"),
  UNKNOWN_FUNCTION(1008, 400, "there is no such function"),
  UNKNOWN_TYPE(1009, 400, "there is no such type"),
  TYPE_MISMATCH(1010, 400, "a function does not take these types"),
  EMPTY_AGGREGATION(1011, 400, "an aggregation without keys and aggregates"),
  UNKNOWN_TASK(1012, 404, "there is no such task, or it has expired"),
  RESULT_NOT_READY(1013, 409, "the task has not finished"),
  RESULT_GONE(1014, 410, "the result was already fetched or has expired"),
  TASK_CANCELLED(1015, 409, "the task was cancelled"),
  TASK_FINISHED(1016, 409, "the task has already finished"),
  UNKNOWN_WORKER(1017, 404, "there is no such worker"),
  WORKER_EXISTS(1018, 409, "the worker is registered already"),
  UNKNOWN_STORE(1019, 404, "there is no such object store"),
  STORE_EXISTS(1020, 409, "an object store of that name or root is registered already"),
  PATH_NOT_ALLOWED(1021, 403, "the path is outside the allowed file roots"),
  UNSUPPORTED(1022, 400, "this is not supported"),
  NUMERIC_OVERFLOW(1023, 422, "a number left the range of its type"),
  DIVISION_BY_ZERO(1024, 422, "a division by zero"),
  INVALID_CAST(1025, 422, "a value cannot be converted"),
  INVALID_TICKET(1026, 400, "the ticket is not one of ours, or was altered or has expired"),
  UNAUTHENTICATED(1027, 401, "credentials are missing or wrong"),
  UNKNOWN_SESSION(1028, 404, "there is no such session, or it has expired"),
  IDEMPOTENCY_CONFLICT(1029, 409, "the idempotency key was used for another request"),
  TABLE_PENDING(1030, 409, "no worker has inspected the table yet"),
  TASK_TIMEOUT(1031, 408, "the task ran longer than its timeout"),
  HOST_REFUSED(1032, 403, "the Host header names another server"),
  TABLE_FAILED(1033, 409, "the table's files cannot be read"),
  SQL_SYNTAX(1034, 400, "the statement is not SQL as it is understood here"),
  SQL_INVALID(1035, 400, "the statement has no meaning: a name, a type or a clause does not fit"),
  SQL_NOT_YET(1036, 400, "the statement asks for something that is not supported yet"),
  TABLE_EXISTS(1037, 409, "there is a table of that name already"),
  WRITE_CONFLICT(1038, 409, "the table was changed by another meanwhile"),
  UNKNOWN_UPLOAD(1039, 404, "there is no such upload, or it was ended"),
  MEMORY_EXCEEDED(2001, 503, "the memory budget does not allow it"),
  NO_WORKERS(2002, 503, "no worker is available"),
  DISK_FULL(2003, 503, "the local disk is full"),
  QUEUE_FULL(2004, 429, "too many tasks are waiting"),
  WORKER_REFUSED(2005, 503, "a worker refused the work"),
  ADDRESS_IN_USE(2006, 503, "a port or a data directory is in use"),
  TOO_MANY_LISTENERS(2007, 429, "too many clients listen to events already"),
  WORKER_UNREACHABLE(3001, 502, "the worker does not answer"),
  NOT_A_WORKER(3002, 502, "what answers at that address is no worker of this cluster"),
  STORE_UNREACHABLE(3003, 502, "the object store does not answer"),
  FILE_NOT_FOUND(3004, 502, "the file or folder is not there"),
  FILE_CORRUPT(3005, 502, "the file is cut short or not of its format"),
  FILE_CHANGED(3006, 502, "the file was replaced while it was in use"),
  WORKER_LOST(3007, 502, "workers were lost and the retries are used up"),
  STORE_DENIED(3008, 502, "the object store denied access"),
  FILE_EXISTS(3009, 409, "a file of that name is there already"),
  INTERNAL(4001, 500, "an unexpected fault"),
  CATALOG_FAILURE(4002, 500, "the catalog cannot be read or written"),
  PROTOCOL(4003, 500, "a peer broke the protocol"),
  STALE(4004, 500, "a message of an earlier attempt, owner or server");

  private final int number;
  private final int httpStatus;
  private final String meaning;

  ErrorCode(int number, int httpStatus, String meaning) {
    this.number = number;
    this.httpStatus = httpStatus;
    this.meaning = meaning;
  }

  /** The stable number. */
  public int number() {
    return number;
  }

  /** The HTTP status it is answered with. */
  public int httpStatus() {
    return httpStatus;
  }

  /** One line for the reference. */
  public String meaning() {
    return meaning;
  }

  /** The class, by the first digit. */
  public ErrorClass errorClass() {
    return ErrorClass.values()[number / 1000 - 1];
  }

  /** The code with that number. */
  public static Optional<ErrorCode> byNumber(int number) {
    return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
  }
}
