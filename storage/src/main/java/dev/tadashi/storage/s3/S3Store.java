package dev.tadashi.storage.s3;

import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import dev.tadashi.storage.ObjectWriter;
import dev.tadashi.storage.StoreUri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A bucket, or the keys below a prefix of it. Every read names the ETag it wants, so the server
 * itself refuses to mix a replaced object with the one that was listed.
 */
public final class S3Store implements ObjectStore {
  private static final int PAGE = 1_000;

  private final StoreUri uri;
  private final String root;
  private final S3Client client;
  private final S3Errors errors;
  private final RangeReader ranges;

  private S3Store(StoreUri uri, S3Client client) {
    this.uri = uri;
    this.root = uri.path().isEmpty() ? "" : uri.path() + "/";
    this.client = client;
    this.errors = new S3Errors(uri.text(), uri.bucket());
    this.ranges = new RangeReader(client, uri.bucket(), root, errors);
  }

  /** Opens the store; nothing is asked of it yet. */
  public static S3Store open(StoreLocation location, Map<String, String> environment) {
    return open(location, environment, S3Clients.Patience.USUAL);
  }

  static S3Store open(
      StoreLocation location, Map<String, String> environment, S3Clients.Patience patience) {
    StoreUri uri = StoreUri.parse(location.uri());
    try {
      return new S3Store(uri, S3Clients.create(location, environment, patience));
    } catch (SdkException e) {
      throw new S3Errors(uri.text(), uri.bucket()).ofBucket(e);
    }
  }

  @Override
  public String uri() {
    return uri.text();
  }

  @Override
  public void list(String folder, ObjectVisitor visitor) {
    String prefix = folder.isEmpty() ? root : root + folder + "/";
    S3Listing listing = new S3Listing(root, folder, visitor);
    ListObjectsV2Request request =
        ListObjectsV2Request.builder().bucket(uri.bucket()).prefix(prefix).maxKeys(PAGE).build();
    try {
      for (ListObjectsV2Response page : client.listObjectsV2Paginator(request)) {
        page.contents().forEach(listing::add);
      }
    } catch (SdkException e) {
      throw errors.ofBucket(e);
    }
  }

  @Override
  public void read(TableFile file, long offset, ByteBuffer target) {
    ranges.read(file, offset, target.remaining(), (position, bytes) -> target.put(bytes));
  }

  @Override
  public void copy(TableFile file, long offset, long length, FileChannel target) {
    ranges.read(file, offset, length, (position, bytes) -> write(target, position, bytes));
  }

  private static void write(FileChannel target, long offset, ByteBuffer bytes) throws IOException {
    long position = offset;
    while (bytes.hasRemaining()) {
      position += target.write(bytes, position);
    }
  }

  @Override
  public Optional<Path> localPath(TableFile file) {
    return Optional.empty();
  }

  @Override
  public void verify(TableFile file) {
    try {
      HeadObjectResponse there =
          client.headObject(
              HeadObjectRequest.builder().bucket(uri.bucket()).key(root + file.path()).build());
      if (there.eTag() == null
          || !bare(there.eTag()).equals(file.etag())
          || there.contentLength() != file.size()) {
        throw S3Errors.changed(file.path());
      }
    } catch (SdkException e) {
      throw errors.ofFile(e, file.path());
    }
  }

  @Override
  public Optional<TableFile> find(String path) {
    try {
      HeadObjectResponse there = client.headObject(head -> head.bucket(bucket()).key(root + path));
      return Optional.of(new TableFile(path, there.contentLength(), bare(there.eTag())));
    } catch (NoSuchKeyException none) {
      return Optional.empty();
    } catch (SdkException e) {
      throw errors.ofFile(e, path);
    }
  }

  @Override
  public ObjectWriter create(String path) {
    return new S3Writer(client, errors, bucket(), root + path, path);
  }

  @Override
  public void delete(String path) {
    try {
      client.deleteObject(delete -> delete.bucket(bucket()).key(root + path));
    } catch (SdkException e) {
      throw errors.ofFile(e, path);
    }
  }

  private String bucket() {
    return uri.bucket();
  }

  /** An ETag without the quotes of the protocol. */
  static String bare(String etag) {
    boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
    return quoted ? etag.substring(1, etag.length() - 1) : etag;
  }

  @Override
  public void close() {
    client.close();
  }
}
