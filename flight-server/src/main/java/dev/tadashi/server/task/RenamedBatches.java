package dev.tadashi.server.task;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The batches of another stream with other names for its columns. */
final class RenamedBatches implements BatchStream {
  private final BatchStream batches;
  private final VectorSchemaRoot root;

  RenamedBatches(BatchStream batches, List<String> names) {
    this.batches = batches;
    this.root =
        new VectorSchemaRoot(
            renamed(batches.root().getSchema(), names), batches.root().getFieldVectors(), 0);
  }

  static Schema renamed(Schema schema, List<String> names) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Field field = schema.getFields().get(i);
      fields.add(new Field(names.get(i), field.getFieldType(), field.getChildren()));
    }
    return new Schema(fields, schema.getCustomMetadata());
  }

  @Override
  public VectorSchemaRoot root() {
    return root;
  }

  @Override
  public boolean next() {
    boolean more = batches.next();
    if (more) {
      root.setRowCount(batches.root().getRowCount());
    }
    return more;
  }

  @Override
  public void close() {
    batches.close();
  }
}
