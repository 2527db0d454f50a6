package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The one schema of a table's files. Names, types and their order must agree; nullability not. */
public final class SchemaMerge {
  private SchemaMerge() {}

  /** The common schema, or an error that names the file and the column that differ. */
  public static Schema common(List<FileInfo> files) {
    if (files.isEmpty()) {
      throw new TadashiException(ErrorCode.FILE_NOT_FOUND, "a table needs at least one file");
    }
    Schema usual = mostUsual(files);
    List<Field> fields = new ArrayList<>(usual.fields());
    for (FileInfo file : files) {
      requireSame(usual, file);
      for (int i = 0; i < fields.size(); i++) {
        Field field = fields.get(i);
        boolean nullable = field.nullable() || file.schema().field(i).nullable();
        fields.set(i, new Field(field.name(), field.type(), nullable));
      }
    }
    return new Schema(fields);
  }

  /** So that the error names the odd file, also when it is the first. */
  private static Schema mostUsual(List<FileInfo> files) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    Map<List<String>, Schema> schemas = new LinkedHashMap<>();
    for (FileInfo file : files) {
      List<String> shape = file.schema().fields().stream().map(SchemaMerge::text).toList();
      counts.merge(shape, 1, Integer::sum);
      schemas.putIfAbsent(shape, file.schema());
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return schemas.entrySet().stream()
        .filter(entry -> counts.getOrDefault(entry.getKey(), 0) == most)
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static void requireSame(Schema usual, FileInfo file) {
    Schema schema = file.schema();
    int common = Math.min(usual.size(), schema.size());
    int odd =
        IntStream.range(0, common)
            .filter(i -> !text(usual.field(i)).equals(text(schema.field(i))))
            .findFirst()
            .orElse(common);
    if (odd < Math.max(usual.size(), schema.size())) {
      throw differs(usual, file, odd);
    }
  }

  private static TadashiException differs(Schema usual, FileInfo file, int column) {
    String here = column < file.schema().size() ? text(file.schema().field(column)) : "no column";
    String there = column < usual.size() ? text(usual.field(column)) : "no column";
    Schema named = column < file.schema().size() ? file.schema() : usual;
    return new TadashiException(
            ErrorCode.UNSUPPORTED,
            "'%s' has another schema than the table's other files: column %d is %s, not %s"
                .formatted(file.file().path(), column + 1, here, there))
        .at("file", file.file().path())
        .at("column", named.field(column).name())
        .hint("write the file again with the columns of the others, or move it to another folder");
  }

  private static String text(Field field) {
    return "'" + field.name() + "' " + field.type().text();
  }
}
