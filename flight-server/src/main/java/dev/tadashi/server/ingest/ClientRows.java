package dev.tadashi.server.ingest;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.type.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.DictionaryUtility;

/**
 * Rows as a client sends them.
 *
 * @param more loads the next batch into the root
 */
public record ClientRows(
    Schema columns, VectorSchemaRoot root, DictionaryProvider dictionaries, BooleanSupplier more)
    implements RowStream {

  /** Rows of a stream whose schema was read. */
  public static ClientRows of(
      VectorSchemaRoot root, DictionaryProvider dictionaries, BooleanSupplier more) {
    return new ClientRows(columns(root, dictionaries), root, dictionaries, more);
  }

  private static Schema columns(VectorSchemaRoot root, DictionaryProvider dictionaries) {
    return columns(
        root.getSchema().getFields().stream()
            .map(field -> DictionaryUtility.toMessageFormat(field, dictionaries, new HashSet<>()))
            .toList());
  }

  /** The columns of fields as a message tells them: of a coded one the type of its entries. */
  static Schema columns(List<Field> fields) {
    fields.forEach(field -> requirePassable(field, field));
    return ArrowTypes.toSchema(
        new org.apache.arrow.vector.types.pojo.Schema(
            fields.stream().map(ClientRows::decoded).toList()));
  }

  /** Arrow's Java library cannot cut structs with a part of some types. */
  private static void requirePassable(Field column, Field within) {
    for (Field part : within.getChildren()) {
      boolean cannot =
          part.getType() instanceof ArrowType.LargeList
              || part.getType() instanceof ArrowType.FixedSizeList;
      if (cannot && within.getType() instanceof ArrowType.Struct) {
        throw new TadashiException(
                ErrorCode.INVALID_ARGUMENT,
                "the column '%s' cannot be written: it has a struct whose part '%s' is a %s"
                    .formatted(column.getName(), part.getName(), part.getType()))
            .at("column", column.getName())
            .hint("cast the part to a list");
      }
      requirePassable(column, part);
    }
  }

  /** A field of a message, and all in it, without codes. */
  static Field decoded(Field field) {
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), null),
        field.getChildren().stream().map(ClientRows::decoded).toList());
  }

  @Override
  public boolean next() {
    return more.getAsBoolean();
  }
}
