package dev.tadashi.formats.spi;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.table.TableFile;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The schemas of files, from Arrow's to ours. */
public final class FileSchema {
  private FileSchema() {}

  /** Our schema of a file; two columns of one name are an error that names them. */
  public static dev.tadashi.model.type.Schema of(TableFile file, Schema schema) {
    List<Field> fields = schema.getFields();
    FileErrors.requireDifferentNames(file, fields.stream().map(Field::getName).toList());
    return new dev.tadashi.model.type.Schema(
        fields.stream().map(field -> ArrowTypes.toField(decoded(field))).toList());
  }

  /** A dictionary is a way to store a column, its values are of the type that counts. */
  public static Field decoded(Field field) {
    FieldType type = new FieldType(field.isNullable(), field.getType(), null);
    return field.getDictionary() == null
        ? field
        : new Field(field.getName(), type, field.getChildren());
  }
}
