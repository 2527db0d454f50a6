package dev.tadashi.storage.s3;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectWriter;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes an object with one request when it is small, else in parts. The object carries a mark of
 * its writer: a request whose answer was lost is sent again, is refused because the object is
 * there, and only the mark tells that it is there by the first.
 */
final class S3Writer implements ObjectWriter {
  private static final int PART = 8 << 20;
  private static final int FIRST_ROOM = 1 << 16;
  private static final String MARK = "tadashi-writer";

  private final S3Client client;
  private final S3Errors errors;
  private final String bucket;
  private final String key;
  private final String path;
  private final String writer = UUID.randomUUID().toString();
  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] pending = new byte[FIRST_ROOM];
  private int used;
  private long size;
  private @Nullable String upload;

  S3Writer(S3Client client, S3Errors errors, String bucket, String key, String path) {
    this.client = client;
    this.errors = errors;
    this.bucket = bucket;
    this.key = key;
    this.path = path;
  }

  @Override
  public void write(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (used == PART) {
        sendPart();
      }
      int count = Math.min(bytes.remaining(), PART - used);
      if (used + count > pending.length) {
        pending = Arrays.copyOf(pending, Math.min(PART, Math.max(2 * used, used + count)));
      }
      bytes.get(pending, used, count);
      used += count;
      size += count;
    }
  }

  private void sendPart() {
    try {
      String id = begun();
      int number = parts.size() + 1;
      String etag =
          client
              .uploadPart(
                  part -> part.bucket(bucket).key(key).uploadId(id).partNumber(number), body())
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      used = 0;
    } catch (SdkException e) {
      throw errors.ofFile(e, path);
    }
  }

  private String begun() {
    String id = upload;
    if (id == null) {
      id =
          client
              .createMultipartUpload(
                  create -> create.bucket(bucket).key(key).metadata(Map.of(MARK, writer)))
              .uploadId();
      upload = id;
    }
    return id;
  }

  /** The pending bytes, which stay as they are until the request has ended. */
  private RequestBody body() {
    byte[] bytes = pending;
    int length = used;
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
  }

  @Override
  public TableFile finish() {
    try {
      String etag = upload == null ? put() : complete();
      upload = null;
      return new TableFile(path, size, S3Store.bare(etag));
    } catch (S3Exception e) {
      return findOwn(e);
    } catch (SdkException e) {
      throw errors.ofFile(e, path);
    }
  }

  private String put() {
    return client
        .putObject(
            put -> put.bucket(bucket).key(key).ifNoneMatch("*").metadata(Map.of(MARK, writer)),
            body())
        .eTag();
  }

  private String complete() {
    sendPart();
    return client
        .completeMultipartUpload(complete ->
            complete
                .bucket(bucket)
                .key(key)
                .uploadId(upload)
                .ifNoneMatch("*")
                .multipartUpload(all -> all.parts(parts)))
        .eTag();
  }

  private TableFile findOwn(S3Exception refusal) {
    int status = refusal.statusCode();
    if (status != 412 && status != 409 && (status != 404 || upload == null)) {
      throw errors.ofFile(refusal, path);
    }
    try {
      HeadObjectResponse there = client.headObject(head -> head.bucket(bucket).key(key));
      if (writer.equals(there.metadata().get(MARK))) {
        upload = null;
        return new TableFile(path, there.contentLength(), S3Store.bare(there.eTag()));
      }
    } catch (SdkException e) {
      throw errors.ofFile(refusal, path);
    }
    throw new TadashiException(ErrorCode.FILE_EXISTS, "'" + path + "' is there already", refusal)
        .at("file", path);
  }

  @Override
  public void close() {
    String id = upload;
    if (id == null) {
      return;
    }
    upload = null;
    try {
      client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
    } catch (SdkException e) {
      throw errors.ofFile(e, path);
    }
  }
}
