package dev.tadashi.formats.spi;

import dev.tadashi.engine.column.ArrowTypes;
import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnBuilder;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.OtherType;
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
import org.apache.arrow.vector.util.TransferPair;
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
    } else {
      append(column, vector, to);
    }
  }

  private void append(Field column, FieldVector vector, ColumnBuilder to) {
    if (vector.getField().getDictionary() == null) {
      plain(column, vector, to);
    } else {
      coded(column, vector, vector.getField().getDictionary(), to);
    }
  }

  private void plain(Field column, FieldVector vector, ColumnBuilder to) {
    DataType found = ArrowTypes.toType(vector.getField());
    if (found.equals(column.type())) {
      to.append(vector);
    } else if (column.type().isNested() && found != SimpleType.NULL) {
      nested(column, found, vector, to);
    } else if (TypeWidening.isKeptAs(found, column.type())) {
      widened(column, found, vector, to);
    } else {
      throw differs(column, found);
    }
  }

  /** Values within others are widened, too, and dictionaries written out. */
  private void nested(Field column, DataType found, FieldVector vector, ColumnBuilder to) {
    if (!(found instanceof OtherType) && !TypeWidening.isKeptAs(found, column.type())) {
      throw differs(column, found);
    }
    to.append(vector, (child, type, from, end) -> inner(column, child, type, from, end));
  }

  private Column inner(Field column, FieldVector vector, DataType type, int from, int end) {
    TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
    pair.splitAndTransfer(from, end - from);
    try (FieldVector part = (FieldVector) pair.getTo();
        ColumnBuilder builder = ColumnBuilder.create(allocator, type, null)) {
      append(new Field(column.name(), type, true), part, builder);
      return builder.build();
    }
  }

  private void widened(Field column, DataType found, FieldVector vector, ColumnBuilder to) {
    if (found == SimpleType.NULL) {
      ConstantColumn.ofNull(column.type()).append(to, vector.getValueCount());
      return;
    }
    try (ColumnBuilder builder = ColumnBuilder.create(allocator, found, null)) {
      builder.append(vector);
      try (Column narrow = builder.build()) {
        Widening.append(column.name(), narrow, column.type(), to, allocator);
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
