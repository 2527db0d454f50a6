package dev.tadashi.storage.s3;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.util.Locale;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Gives what the SDK throws its numbered code, with the store and the file it concerns. */
final class S3Errors {
  private final String storeUri;
  private final String bucket;

  S3Errors(String storeUri, String bucket) {
    this.storeUri = storeUri;
    this.bucket = bucket;
  }

  /** The failure of a request about the bucket as a whole. */
  TadashiException ofBucket(SdkException failure) {
    if (failure instanceof S3Exception answer && answer.statusCode() == 404) {
      return new TadashiException(
              ErrorCode.FILE_NOT_FOUND, "there is no bucket '" + bucket + "'", failure)
          .at("uri", storeUri)
          .hint("check the bucket's name, and the endpoint when it is not Amazon's");
    }
    return of(failure, "'" + storeUri + "'").at("uri", storeUri);
  }

  /** The failure of a request about one file. */
  TadashiException ofFile(SdkException failure, String path) {
    if (failure instanceof S3Exception answer && answer.statusCode() == 404) {
      return new TadashiException(ErrorCode.FILE_NOT_FOUND, "'" + path + "' is not there", failure)
          .at("file", path)
          .hint("list the store again with refresh");
    } else if (failure instanceof S3Exception answer
        && (answer.statusCode() == 412 || answer.statusCode() == 416)) {
      return changed(path);
    }
    return of(failure, "'" + path + "'").at("file", path).at("uri", storeUri);
  }

  /** The file is another one than was listed. */
  static TadashiException changed(String path) {
    return new TadashiException(
            ErrorCode.FILE_CHANGED, "'" + path + "' was replaced since it was listed")
        .at("file", path)
        .hint("list the store again with refresh");
  }

  private TadashiException of(SdkException failure, String what) {
    if (failure instanceof S3Exception answer) {
      return ofAnswer(answer, what);
    } else if (isAboutCredentials(failure)) {
      return new TadashiException(
              ErrorCode.STORE_DENIED, "no credentials for " + what + " were found", failure)
          .hint(
              "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the control plane and the"
                  + " workers, or give credentials_ref (anonymous for a public bucket)");
    }
    return new TadashiException(
            ErrorCode.STORE_UNREACHABLE,
            "the object store of " + what + " does not answer: " + reason(failure),
            failure)
        .hint("check the endpoint and that the store is up");
  }

  private TadashiException ofAnswer(S3Exception answer, String what) {
    int status = answer.statusCode();
    if (status == 301 || status == 307 || isRegion(answer)) {
      return new TadashiException(
              ErrorCode.STORE_DENIED, "the bucket of " + what + " is in another region", answer)
          .at("field", "region")
          .hint("register the store with the bucket's region: " + reason(answer));
    } else if (status == 401 || status == 403) {
      return new TadashiException(
              ErrorCode.STORE_DENIED,
              "the object store denies access to " + what + ": " + reason(answer),
              answer)
          .hint("check credentials_ref and what its credentials may do");
    } else if (status >= 400 && status < 500) {
      return new TadashiException(
          ErrorCode.STORE_UNREACHABLE,
          "the object store refuses the request for " + what + ": " + reason(answer),
          answer);
    }
    return new TadashiException(
            ErrorCode.STORE_UNREACHABLE,
            "the object store fails for " + what + ": " + reason(answer),
            answer)
        .hint("try again later");
  }

  private static boolean isRegion(S3Exception answer) {
    String text = reason(answer).toLowerCase(Locale.ROOT);
    return answer.statusCode() == 400 && text.contains("region");
  }

  private static boolean isAboutCredentials(SdkException failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof SdkClientException
        && (text.contains("credentials") || text.contains("profile"));
  }

  private static String reason(SdkException failure) {
    if (failure instanceof S3Exception answer && answer.awsErrorDetails() != null) {
      String code = answer.awsErrorDetails().errorCode();
      String message = answer.awsErrorDetails().errorMessage();
      return "HTTP %d %s %s"
          .formatted(answer.statusCode(), code == null ? "" : code, message == null ? "" : message)
          .strip();
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString());
  }
}
