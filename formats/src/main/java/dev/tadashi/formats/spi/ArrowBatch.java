package dev.tadashi.formats.spi;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.SimpleType;
import dev.tadashi.model.type.TypeWidening;
import java.util.Objects;
import java.util.function.LongFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Rows in Arrow vectors, which are matched to the wanted columns by name.
 *
 * @param dictionaries entries by the dictionary's id
 */
public record ArrowBatch(
    TableFile file,
    BufferAllocator allocator,
    VectorSchemaRoot root,
    LongFunction<@Nullable FieldVector> dictionaries)
    implements RowBatch {

  @Override
  public int rows() {
    return root.getRowCount();
  }

  @Override
  public void append(Field column, ColumnBuilder to) {
    @Nullable FieldVector vector = root.getVector(column.name());
    if (vector == null) {
      ConstantColumn.ofNull(column.type()).append(to, rows());
    } else if (vector.getField().getDictionary() == null) {
      plain(column, vector, to);
    } else {
      coded(column, vector, vector.getField().getDictionary(), to);
    }
  }

  private void plain(Field column, FieldVector vector, ColumnBuilder to) {
    DataType found = ArrowTypes.toType(vector.getField());
    if (found.equals(column.type())) {
      to.append(vector);
    } else if (TypeWidening.widens(found, column.type())) {
      widened(column, found, vector, to);
    } else {
      throw differs(column, found);
    }
  }

  private void widened(Field column, DataType found, FieldVector vector, ColumnBuilder to) {
    if (found == SimpleType.NULL) {
      ConstantColumn.ofNull(column.type()).append(to, rows());
      return;
    }
    try (ColumnBuilder builder = ColumnBuilder.create(allocator, found, null)) {
      builder.append(vector);
      try (Column narrow = builder.build()) {
        Widening.append(narrow, column.type(), to, allocator);
      }
    }
  }

  private void coded(
      Field column, FieldVector codes, DictionaryEncoding encoding, ColumnBuilder to) {
    FieldVector entries =
        Objects.requireNonNull(
            dictionaries.apply(encoding.getId()), () -> "no dictionary of '" + column.name() + "'");
    DataType found = ArrowTypes.toType(entries.getField());
    boolean texts = found == SimpleType.VARCHAR || found == SimpleType.BINARY;
    if (texts && found.equals(column.type())) {
      to.appendCoded(codes, entries);
      return;
    }
    Dictionary dictionary = new Dictionary(entries, encoding);
    try (FieldVector decoded =
        (FieldVector) DictionaryEncoder.decode(codes, dictionary, allocator)) {
      plain(column, decoded, to);
    }
  }

  private TadashiException differs(Field column, DataType found) {
    return new TadashiException(
            ErrorCode.TYPE_MISMATCH,
            "column '%s' of '%s' is %s, which does not widen to the table's %s"
                .formatted(column.name(), file.path(), found.text(), column.type().text()))
        .at("file", file.path())
        .at("column", column.name());
  }
}
