package dev.tadashi.server.ingest;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.model.type.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
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
    return ArrowTypes.toSchema(
        new org.apache.arrow.vector.types.pojo.Schema(
            root.getSchema().getFields().stream()
                .map(field ->
                    DictionaryUtility.toMessageFormat(field, dictionaries, new HashSet<>()))
                .toList()));
  }

  /** No rows of those columns. */
  public static ClientRows none(Schema columns, VectorSchemaRoot root) {
    return new ClientRows(
        columns, root, new DictionaryProvider.MapDictionaryProvider(), () -> false);
  }

  @Override
  public boolean next() {
    return more.getAsBoolean();
  }

  /** Names of the columns, in order. */
  public List<String> names() {
    return columns.fields().stream().map(field -> field.name()).toList();
  }
}
