package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.StoreLocation;

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
    throw new TadashiException(ErrorCode.UNSUPPORTED, "S3 stores are not supported yet")
        .at("uri", uri)
        .hint("copy the files to a folder below a --file-root and register file:///that/folder");
  }
}
