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
 * @param buffers how many it has
 */
record ColumnPlace(Field field, int node, int buffer, int buffers) {

  /** The places of the columns of a schema as it is in a file, where codes are told by a flag. */
  static List<ColumnPlace> of(List<Field> fields, RecordBatch batch) {
    Walk walk = new Walk(batch);
    List<ColumnPlace> places = new ArrayList<>();
    for (Field field : fields) {
      int node = walk.nodes;
      int buffer = walk.buffers;
      walk.pass(field);
      places.add(new ColumnPlace(field, node, buffer, walk.buffers - buffer));
    }
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

    void pass(Field field) {
      nodes++;
      if (field.getDictionary() != null) {
        buffers += 2;
        return;
      }
      buffers += buffers(field.getType());
      field.getChildren().forEach(this::pass);
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
