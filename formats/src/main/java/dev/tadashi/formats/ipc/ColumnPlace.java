package dev.tadashi.formats.ipc;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Which of a batch's nodes and buffers are a column's. They lie in depth-first order of the fields,
 * so that those before a column tell where it begins.
 *
 * @param node position of its first node
 * @param buffer position of its first buffer
 * @param buffers how many it has itself
 * @param inner what is within it, when it is nested
 */
record ColumnPlace(Field field, int node, int buffer, int buffers, List<ColumnPlace> inner) {

  /** The places of the columns of a schema as it is in a file, where codes are told by a flag. */
  static List<ColumnPlace> of(List<Field> fields, RecordBatch batch) {
    Walk walk = new Walk(batch);
    List<ColumnPlace> places = new ArrayList<>();
    fields.forEach(field -> places.add(walk.pass(field)));
    return places;
  }

  private static final class Walk {
    private final RecordBatch batch;
    private int nodes;
    private int buffers;
    private int views;

    Walk(RecordBatch batch) {
      this.batch = batch;
    }

    ColumnPlace pass(Field field) {
      int node = nodes++;
      int buffer = buffers;
      boolean coded = field.getDictionary() != null;
      int own = coded ? 2 : buffers(field.getType());
      buffers += own;
      List<ColumnPlace> inner = new ArrayList<>();
      if (!coded) {
        field.getChildren().forEach(child -> inner.add(pass(child)));
      }
      return new ColumnPlace(field, node, buffer, own, inner);
    }

    private int buffers(ArrowType type) {
      return switch (type) {
        // Texts that are not in the views are in any number of buffers more.
        case ArrowType.Utf8View x -> 2 + (int) batch.variadicBufferCounts(views++);
        case ArrowType.BinaryView x -> 2 + (int) batch.variadicBufferCounts(views++);
        default -> TypeLayout.getTypeBufferCount(type);
      };
    }
  }
}
