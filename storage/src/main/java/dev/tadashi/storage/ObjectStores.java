package dev.tadashi.storage;

import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;

/** Opens stores by the scheme of their URI: the one place that knows which kinds there are. */
public final class ObjectStores {
  private ObjectStores() {}

  /** Opens a registered store; the caller closes it. */
  public static ObjectStore open(StoreRecord store, StorageConfig config) {
    return open(store.uri(), config);
  }

  /** Opens the store of a URI that needs no more than the URI. */
  public static ObjectStore open(String uri, StorageConfig config) {
    StoreUri parsed = StoreUri.parse(uri);
    if (parsed.scheme().equals("file")) {
      return FileStore.open(parsed, config);
    }
    throw new TadashiException(ErrorCode.UNSUPPORTED, "S3 stores are not supported yet")
        .at("uri", uri)
        .hint("copy the files to a folder below a --file-root and register file:///that/folder");
  }
}
