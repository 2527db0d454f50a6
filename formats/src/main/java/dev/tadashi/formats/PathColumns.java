package dev.tadashi.formats;

import dev.tadashi.formats.spi.ConstantColumn;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literals;
import dev.tadashi.model.type.Field;
import dev.tadashi.storage.PathKeys;
import java.util.Optional;

/** The columns that are in a file's path. A path wins over a column of the file. */
record PathColumns(PathKeys keys) {

  static PathColumns of(String path) {
    return new PathColumns(PathKeys.of(path));
  }

  boolean has(Field field) {
    return keys.has(field.name());
  }

  /** The column of that name with the field's type, when it is in the path. */
  Optional<ConstantColumn> column(Field field) {
    return has(field) ? Optional.of(constant(field)) : Optional.empty();
  }

  private ConstantColumn constant(Field field) {
    return keys.value(field.name())
        .map(text -> constant(field, text))
        .orElseGet(() -> ConstantColumn.ofNull(field.type()));
  }

  private ConstantColumn constant(Field field, String text) {
    try {
      return ConstantColumn.of(Literals.parse(text, field.type()));
    } catch (TadashiException e) {
      throw new TadashiException(
              ErrorCode.TYPE_MISMATCH,
              "'%s' in the path '%s' is no %s".formatted(text, keys.path(), field.type().text()),
              e)
          .at("file", keys.path())
          .at("column", field.name());
    }
  }
}
