package dev.tadashi.formats.dataset;

import dev.tadashi.model.table.FileSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes the native reader hand out strings as the codes they are stored in. It has no option for
 * that which Java can reach, but it follows the Arrow schema that writers leave in the footer; so
 * the footer of a copy is given one in which the string columns are dictionaries. The reader then
 * neither spells out nor copies the strings, and we hash each entry once and not each row.
 */
final class DictionaryPages {
  private static final String SCHEMA_KEY = "ARROW:schema";

  private DictionaryPages() {}

  /** Those of the columns whose pages hold codes in all row groups of the slice. */
  static Set<String> columns(ParquetFooter footer, FileSlice slice, List<String> wanted) {
    Set<String> found = new HashSet<>(wanted);
    Set<String> seen = new HashSet<>();
    for (RowGroup group : footer.groups(slice)) {
      for (ColumnChunk chunk : FooterParts.chunks(group)) {
        String name = FooterParts.path(FooterParts.column(chunk)).getFirst();
        seen.add(name);
        if (!holdsCodes(FooterParts.column(chunk))) {
          found.remove(name);
        }
      }
    }
    found.retainAll(seen);
    return found;
  }

  private static boolean holdsCodes(ColumnMetaData column) {
    List<PageEncodingStats> pages = column.getEncoding_stats();
    return column.getType() == Type.BYTE_ARRAY
        && FooterParts.path(column).size() == 1
        && column.isSetDictionary_page_offset()
        && (pages == null || pages.stream().allMatch(DictionaryPages::isCodes));
  }

  private static boolean isCodes(PageEncodingStats pages) {
    return pages.getPage_type() == PageType.DICTIONARY_PAGE
        || pages.getEncoding() == Encoding.RLE_DICTIONARY
        || pages.getEncoding() == Encoding.PLAIN_DICTIONARY;
  }

  /** The footer with a schema in which those of the columns that are strings are dictionaries. */
  static FileMetaData announce(FileMetaData footer, Schema schema, Set<String> columns)
      throws IOException {
    List<Field> fields = new ArrayList<>();
    for (Field field : schema.getFields()) {
      boolean change = columns.contains(field.getName()) && isPlainString(field);
      fields.add(change ? asDictionary(field, fields.size()) : field);
    }
    Schema announced = new Schema(fields, schema.getCustomMetadata());
    List<KeyValue> keyValues = new ArrayList<>();
    keyValues.add(new KeyValue(SCHEMA_KEY).setValue(base64(announced)));
    others(footer.getKey_value_metadata(), keyValues);
    return footer.setKey_value_metadata(keyValues);
  }

  private static void others(@Nullable List<KeyValue> present, List<KeyValue> to) {
    if (present != null) {
      present.stream().filter(entry -> !SCHEMA_KEY.equals(entry.getKey())).forEach(to::add);
    }
  }

  private static boolean isPlainString(Field field) {
    boolean string =
        field.getType() instanceof ArrowType.Utf8 || field.getType() instanceof ArrowType.LargeUtf8;
    return string && field.getDictionary() == null;
  }

  private static Field asDictionary(Field field, int position) {
    // Ids below a thousand may be those of columns that are dictionaries in the file already.
    DictionaryEncoding encoding =
        new DictionaryEncoding(1000L + position, false, new ArrowType.Int(32, true));
    FieldType type = new FieldType(field.isNullable(), ArrowType.Utf8.INSTANCE, encoding);
    return new Field(field.getName(), type, List.of());
  }

  private static String base64(Schema schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WriteChannel channel = new WriteChannel(Channels.newChannel(bytes))) {
      MessageSerializer.serialize(channel, schema);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
