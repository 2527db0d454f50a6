package dev.tadashi.server;

import dev.tadashi.model.plan.StagePlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows that the fake worker answers: a carrier and a count, two of them. */
final class Answers {
  static final int ROWS = 2;
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("carrier", new ArrowType.Utf8()),
              Field.nullable("n", new ArrowType.Int(64, true))));

  private Answers() {}

  static byte[] stream(BufferAllocator allocator, StagePlan plan) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (VectorSchemaRoot root = rows(allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out)) {
      writer.writeBatch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static void send(BufferAllocator allocator, ServerStreamListener listener) {
    try (VectorSchemaRoot root = rows(allocator)) {
      listener.start(root);
      listener.putNext();
      listener.completed();
    }
  }

  private static VectorSchemaRoot rows(BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    VarCharVector carrier = (VarCharVector) root.getVector(0);
    BigIntVector count = (BigIntVector) root.getVector(1);
    carrier.setSafe(0, "AA".getBytes(StandardCharsets.UTF_8));
    carrier.setSafe(1, "UA".getBytes(StandardCharsets.UTF_8));
    count.setSafe(0, 7);
    count.setSafe(1, Long.MAX_VALUE);
    root.setRowCount(ROWS);
    return root;
  }
}
