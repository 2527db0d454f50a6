package dev.tadashi.server.flightsql;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/** Java values into the vectors of Flight SQL's own tables. */
final class Cells {
  private Cells() {}

  /** Sets a row's value; rows are set in order. */
  static void set(FieldVector vector, int row, @Nullable Object value) {
    if (value == null) {
      vector.setNull(row);
      return;
    }
    switch (vector) {
      case VarCharVector text -> text.setSafe(row, new Text((String) value));
      case VarBinaryVector binary -> binary.setSafe(row, (byte[]) value);
      case IntVector number -> number.setSafe(row, (Integer) value);
      case UInt4Vector number -> number.setSafe(row, (Integer) value);
      case UInt1Vector number -> number.setSafe(row, (Integer) value);
      case BigIntVector number -> number.setSafe(row, (Long) value);
      case BitVector bit -> bit.setSafe(row, (Boolean) value ? 1 : 0);
      case ListVector list -> setList(list, row, value);
      case StructVector struct -> setStruct(struct, row, (Map.Entry<?, ?>) value);
      case DenseUnionVector union -> setUnion(union, row, value);
      default -> throw new IllegalArgumentException("no values for " + vector.getField());
    }
  }

  /** A map is a list of its entries. */
  private static void setList(ListVector list, int row, Object value) {
    Collection<?> items = value instanceof Map<?, ?> map ? map.entrySet() : (Collection<?>) value;
    int at = list.startNewValue(row);
    for (Object item : items) {
      set(list.getDataVector(), at++, item);
    }
    list.endValue(row, items.size());
  }

  private static void setStruct(StructVector struct, int row, Map.Entry<?, ?> entry) {
    struct.setIndexDefined(row);
    set((FieldVector) struct.getChildByOrdinal(0), row, entry.getKey());
    set((FieldVector) struct.getChildByOrdinal(1), row, entry.getValue());
  }

  private static void setUnion(DenseUnionVector union, int row, Object value) {
    byte type = unionType(value);
    FieldVector child = (FieldVector) union.getVectorByType(type);
    int at = child.getValueCount();
    union.setTypeId(row, type);
    union.setOffset(row, at);
    set(child, at, value);
    child.setValueCount(at + 1);
  }

  /** The numbers that the protocol gives the kinds of a property's value. */
  private static byte unionType(Object value) {
    return switch (value) {
      case String text -> 0;
      case Boolean bool -> 1;
      case Long number -> 2;
      case Integer bits -> 3;
      case List<?> texts -> 4;
      case Map<?, ?> map -> 5;
      default -> throw new IllegalArgumentException("no property is a " + value.getClass());
    };
  }
}
