package dev.tadashi.formats;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.storage.FileFormat;

/** The formats by the names that partition records carry. */
final class Formats {
  private Formats() {}

  static FileFormat require(String name) {
    return FileFormat.named(name)
        .orElseThrow(() ->
            new TadashiException(
                    ErrorCode.UNSUPPORTED, "files of format '" + name + "' cannot be read")
                .hint("this worker may be older than the control plane"));
  }
}
