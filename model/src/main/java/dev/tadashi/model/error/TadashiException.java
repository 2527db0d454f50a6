package dev.tadashi.model.error;

import org.jspecify.annotations.Nullable;

/** Any failure that a user or a peer is told of: a numbered code, what, where, and what to do. */
public final class TadashiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorDetail detail;

  TadashiException(ErrorDetail detail, @Nullable Throwable cause) {
    super(detail.describe(), cause);
    this.detail = detail;
  }

  public TadashiException(ErrorCode code, String message) {
    this(ErrorDetail.of(code, message), null);
  }

  public TadashiException(ErrorCode code, String message, Throwable cause) {
    this(ErrorDetail.of(code, message), cause);
  }

  /** The same error with the place it concerns, for example {@code at("column", "carrier")}. */
  public TadashiException at(String key, String value) {
    return with(detail.at(key, value));
  }

  /** The same error with advice. */
  public TadashiException hint(String advice) {
    return with(detail.withHint(advice));
  }

  private TadashiException with(ErrorDetail other) {
    TadashiException copy = new TadashiException(other, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  public ErrorDetail detail() {
    return detail;
  }

  public ErrorCode code() {
    return detail.errorCode();
  }

  /** The error itself when it is one of ours, else an internal error that wraps it. */
  public static TadashiException wrap(Throwable failure) {
    Throwable root = failure;
    while (!(root instanceof TadashiException) && root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof TadashiException ours) {
      return ours;
    }
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new TadashiException(ErrorCode.INTERNAL, message, failure);
  }
}
