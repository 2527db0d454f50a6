package dev.tadashi.storage.s3;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.IoErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads ranges of objects. The SDK tries a request again that fails; a body that breaks off half
 * way is gone on with here, from the byte it reached, under the same ETag.
 */
final class RangeReader {
  private static final int BUFFER = 1 << 16;
  private static final int FRUITLESS_TRIES = 6;
  private static final long FIRST_WAIT_MILLIS = 50;

  private final S3Client client;
  private final String bucket;
  private final String root;
  private final S3Errors errors;
  private final Semaphore inFlight = new Semaphore(S3Clients.MAX_IN_FLIGHT);

  RangeReader(S3Client client, String bucket, String root, S3Errors errors) {
    this.client = client;
    this.bucket = bucket;
    this.root = root;
    this.errors = errors;
  }

  /** Takes the next bytes, which start at a position in the file. */
  interface Sink {
    void accept(long position, ByteBuffer bytes) throws IOException;
  }

  /** A sink that failed: its fault, not the store's. */
  private static final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final IOException failure;

    SinkException(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  void read(TableFile file, long offset, long length, Sink sink) {
    long position = offset;
    long end = offset + length;
    int fruitless = 0;
    while (position < end) {
      Progress progress = new Progress(position);
      try {
        readOnce(file, end, sink, progress);
      } catch (SinkException e) {
        throw IoErrors.of(e.failure, file.path());
      } catch (IOException e) {
        fruitless = progress.position > position ? 0 : fruitless + 1;
        if (fruitless == FRUITLESS_TRIES) {
          throw broken(file, progress.position, e);
        }
        pause(fruitless, file);
      } catch (SdkException e) {
        throw errors.ofFile(e, file.path());
      }
      position = progress.position;
    }
  }

  private static final class Progress {
    private long position;

    Progress(long position) {
      this.position = position;
    }
  }

  private void readOnce(TableFile file, long end, Sink sink, Progress progress) throws IOException {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(bucket)
            .key(root + file.path())
            .ifMatch("\"" + file.etag() + "\"")
            .range("bytes=" + progress.position + "-" + (end - 1))
            .build();
    inFlight.acquireUninterruptibly();
    try (ResponseInputStream<GetObjectResponse> body = client.getObject(request)) {
      boolean whole = false;
      try {
        requireListed(file, body.response(), progress.position, end);
        drain(body, end, sink, progress);
        whole = true;
      } finally {
        if (!whole) {
          body.abort();
        }
      }
    } finally {
      inFlight.release();
    }
  }

  /** A server that knows no If-Match or no ranges is found out by its answer. */
  private static void requireListed(
      TableFile file, GetObjectResponse answer, long position, long end) throws IOException {
    String etag = answer.eTag();
    if (etag == null) {
      throw new IOException("the answer has no ETag");
    } else if (!S3Store.bare(etag).equals(file.etag())) {
      throw S3Errors.changed(file.path());
    }
    Long length = answer.contentLength();
    if (length != null && length != end - position) {
      throw new TadashiException(
              ErrorCode.STORE_UNREACHABLE,
              "the object store answered a read of '%s' with %d bytes instead of %d"
                  .formatted(file.path(), length, end - position))
          .at("file", file.path())
          .hint("the server must know ranged reads");
    }
  }

  private static void drain(
      ResponseInputStream<GetObjectResponse> body, long end, Sink sink, Progress progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (progress.position < end) {
      int wanted = (int) Math.min(buffer.length, end - progress.position);
      int count = body.read(buffer, 0, wanted);
      if (count < 0) {
        throw new EOFException("the body ends at byte " + progress.position);
      }
      give(sink, progress.position, ByteBuffer.wrap(buffer, 0, count));
      progress.position += count;
    }
  }

  private static void give(Sink sink, long position, ByteBuffer bytes) {
    try {
      sink.accept(position, bytes);
    } catch (IOException e) {
      throw new SinkException(e);
    }
  }

  private static void pause(int fruitless, TableFile file) {
    try {
      Thread.sleep(FIRST_WAIT_MILLIS << fruitless);
    } catch (InterruptedException e) {
      throw IoErrors.stopped(e, file.path());
    }
  }

  private static TadashiException broken(TableFile file, long position, IOException why) {
    return new TadashiException(
            ErrorCode.STORE_UNREACHABLE,
            "reading '%s' breaks off at byte %d again and again: %s"
                .formatted(file.path(), position, why.getMessage()),
            why)
        .at("file", file.path())
        .hint("check the network between the worker and the object store");
  }
}
