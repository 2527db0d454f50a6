package dev.tadashi.storage;

import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.storage.s3.S3Locations;
import dev.tadashi.storage.s3.S3Store;
import java.util.Map;

/** Opens stores by the scheme of their URI: the one place that knows which kinds there are. */
public final class ObjectStores {
  private ObjectStores() {}

  /** Opens the store of a URI that needs no more than the URI. */
  public static ObjectStore open(String uri, StorageConfig config) {
    return open(StoreLocation.of(uri), config);
  }

  /** Opens a store; the caller closes it. */
  public static ObjectStore open(StoreLocation location, StorageConfig config) {
    String uri = location.uri();
    StoreUri parsed = StoreUri.parse(uri);
    if (parsed.scheme().equals("file")) {
      return FileStore.open(parsed, config);
    }
    return S3Store.open(location, System.getenv());
  }

  /** Whether reads of the store cross a network, so that a local copy pays. */
  public static boolean isRemote(StoreLocation location) {
    return !StoreUri.parse(location.uri()).scheme().equals("file");
  }

  /**
   * The location with what the environment says of it, checked: what a registration keeps, so that
   * all processes open the same store.
   */
  public static StoreLocation complete(StoreLocation location, Map<String, String> environment) {
    StoreUri parsed = StoreUri.parse(location.uri());
    return parsed.scheme().equals("s3") ? S3Locations.complete(location, environment) : location;
  }
}
