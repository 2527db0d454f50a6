package dev.tadashi.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Our schemas as those of Iceberg tables and back. Types that Iceberg does not tell apart, and time
 * zones, are kept in a property of the table. The files' columns have no field ids: they are found
 * by the name mapping that is another property.
 */
public final class TableSchemas {
  private static final String TYPES = "tadashi.types";
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private TableSchemas() {}

  /** The columns that a table has when these are written; refused by name when it cannot. */
  public static Schema stored(Schema written) {
    if (written.size() == 0) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "a table has at least one column");
    }
    Set<String> names = new HashSet<>();
    for (Field field : written.fields()) {
      if (!names.add(field.name())) {
        throw new TadashiException(
                ErrorCode.INVALID_ARGUMENT, "there are two columns '" + field.name() + "'")
            .at("column", field.name());
      }
    }
    return new Schema(written.fields().stream().map(TypeMapping::stored).toList());
  }

  private static org.apache.iceberg.Schema iceberg(Schema stored) {
    AtomicInteger ids = new AtomicInteger(stored.size());
    List<Types.NestedField> fields = new ArrayList<>();
    for (Field field : stored.fields()) {
      fields.add(
          Types.NestedField.builder()
              .withId(fields.size() + 1)
              .withName(field.name())
              .ofType(TypeMapping.iceberg(field.type(), ids::incrementAndGet))
              .isOptional(field.nullable())
              .build());
    }
    return new org.apache.iceberg.Schema(fields);
  }

  /** What a table with these columns says of itself. */
  private static Map<String, String> properties(Schema stored) {
    Map<String, String> types = new LinkedHashMap<>();
    for (Field field : stored.fields()) {
      DataType plain = TypeMapping.model(TypeMapping.iceberg(field.type(), () -> 0));
      if (!plain.equals(field.type())) {
        types.put(field.name(), field.type().text());
      }
    }
    boolean nanos = stored.fields().stream().anyMatch(each -> TypeMapping.needsNanos(each.type()));
    return Map.of(
        TYPES,
        Json.text(types),
        TableProperties.FORMAT_VERSION,
        nanos ? "3" : "2",
        TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
        "20",
        TableProperties.DEFAULT_FILE_FORMAT,
        "parquet");
  }

  /** A table that begins, with these columns. */
  static TableMetadata first(Schema stored, String location) {
    return withMapping(
        TableMetadata.newTableMetadata(
            iceberg(stored), PartitionSpec.unpartitioned(), location, properties(stored)));
  }

  /** A table that goes on with other columns. */
  static TableMetadata next(TableMetadata table, Schema stored) {
    return withMapping(
        table.buildReplacement(
            iceberg(stored),
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            table.location(),
            properties(stored)));
  }

  private static TableMetadata withMapping(TableMetadata table) {
    Map<String, String> properties = new HashMap<>(table.properties());
    properties.putAll(nameMapping(table.schema()));
    return table.replaceProperties(properties);
  }

  /** The property by which readers find the columns of files without field ids. */
  private static Map<String, String> nameMapping(org.apache.iceberg.Schema schema) {
    return Map.of(
        TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(MappingUtil.create(schema)));
  }

  /** Whether a table was made here: only then are all its parts of a form that we know. */
  static boolean isOurs(TableMetadata table) {
    return table.properties().containsKey(TYPES);
  }

  static Schema model(TableMetadata table) {
    Map<String, String> types = types(table.properties().getOrDefault(TYPES, "{}"));
    List<Field> fields = new ArrayList<>();
    for (Types.NestedField field : table.schema().columns()) {
      DataType plain = TypeMapping.model(field.type());
      @Nullable String text = types.get(field.name());
      fields.add(
          new Field(field.name(), text == null ? plain : DataType.parse(text), field.isOptional()));
    }
    return new Schema(fields);
  }

  private static Map<String, String> types(String json) {
    try {
      return Json.mapper().readValue(json, TEXTS);
    } catch (JsonProcessingException e) {
      throw new TadashiException(
          ErrorCode.FILE_CORRUPT, "the table's property " + TYPES + " cannot be read", e);
    }
  }
}
