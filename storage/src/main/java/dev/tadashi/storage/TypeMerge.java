package dev.tadashi.storage;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.OtherType;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TypeWidening;
import java.util.Optional;

/** Which type a column has whose files disagree. */
@FunctionalInterface
interface TypeMerge {

  /** The type that holds the values of both, when there is one. */
  Optional<DataType> common(DataType left, DataType right);

  /** What is written in text can always be read as text; else types must widen. */
  static TypeMerge of(String format) {
    boolean text = FileFormat.named(format).map(FileFormat::isText).orElse(false);
    return text ? TypeMerge::ofText : TypeWidening::common;
  }

  /** As one file with the values of both would be typed. */
  private static Optional<DataType> ofText(DataType left, DataType right) {
    Optional<DataType> wider = TypeWidening.common(left, right);
    if (wider.isPresent()) {
      return wider;
    }
    boolean nested = left instanceof OtherType || right instanceof OtherType;
    DataType other = left instanceof OtherType ? left : right;
    return Optional.of(nested ? other : SimpleType.VARCHAR);
  }
}
