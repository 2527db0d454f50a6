package dev.tadashi.server.ingest;

import dev.tadashi.engine.column.VectorCheck;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.apache.arrow.vector.util.TransferPair;

/**
 * Batches with their coded columns written out. A stream of ours to a worker cannot change the
 * entries of a dictionary on its way, and those of clients do.
 */
final class DecodedRows {
  private DecodedRows() {}

  static boolean anyCoded(VectorSchemaRoot batch) {
    return batch.getSchema().getFields().stream().anyMatch(DecodedRows::isCoded);
  }

  private static boolean isCoded(Field field) {
    return field.getDictionary() != null
        || field.getChildren().stream().anyMatch(DecodedRows::isCoded);
  }

  /** The batch without codes; the caller closes it, and the given one stays as it is. */
  static VectorSchemaRoot of(
      VectorSchemaRoot batch, DictionaryProvider entries, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (FieldVector vector : batch.getFieldVectors()) {
        vectors.add(of(vector, entries, allocator));
      }
    } catch (RuntimeException e) {
      vectors.forEach(FieldVector::close);
      throw e;
    }
    VectorSchemaRoot root = new VectorSchemaRoot(vectors);
    root.setRowCount(batch.getRowCount());
    return root;
  }

  private static FieldVector of(
      FieldVector vector, DictionaryProvider entries, BufferAllocator allocator) {
    if (!isCoded(vector.getField())) {
      return same(vector, allocator);
    }
    return vector.getField().getDictionary() == null
        ? nested(vector, entries, allocator)
        : decoded(vector, entries, allocator);
  }

  /** A nested vector whose codes lie deeper. */
  private static FieldVector nested(
      FieldVector vector, DictionaryProvider entries, BufferAllocator allocator) {
    Field field = DictionaryUtility.toMessageFormat(vector.getField(), entries, new HashSet<>());
    FieldVector made = ClientRows.decoded(field).createVector(allocator);
    try {
      List<FieldVector> inner = vector.getChildrenFromFields();
      for (int i = 0; i < inner.size(); i++) {
        try (FieldVector plain = of(inner.get(i), entries, allocator)) {
          plain.makeTransferPair(made.getChildrenFromFields().get(i)).transfer();
        }
      }
      made.loadFieldBuffers(
          new ArrowFieldNode(vector.getValueCount(), vector.getNullCount()),
          vector.getFieldBuffers());
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private static FieldVector same(FieldVector vector, BufferAllocator allocator) {
    TransferPair pair = vector.getTransferPair(vector.getField(), allocator);
    pair.transfer();
    return (FieldVector) pair.getTo();
  }

  private static FieldVector decoded(
      FieldVector codes, DictionaryProvider entries, BufferAllocator allocator) {
    Dictionary dictionary = entries.lookup(codes.getField().getDictionary().getId());
    try {
      if (dictionary == null) {
        throw new IOException("its dictionary did not come");
      }
      VectorCheck.check(codes, codes.getValueCount());
      FieldVector values = dictionary.getVector();
      VectorCheck.check(values, values.getValueCount());
      VectorCheck.codes(codes, values.getValueCount());
    } catch (IOException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "column '%s': %s".formatted(codes.getName(), e.getMessage()),
              e)
          .at("column", codes.getName());
    }
    FieldVector values = (FieldVector) DictionaryEncoder.decode(codes, dictionary, allocator);
    return named(values, codes.getName(), allocator);
  }

  /** The vector under another name. */
  static FieldVector named(FieldVector vector, String name, BufferAllocator allocator) {
    FieldType type = new FieldType(true, vector.getField().getType(), null);
    Field field = new Field(name, type, vector.getField().getChildren());
    try (vector) {
      TransferPair pair = vector.getTransferPair(field, allocator);
      pair.transfer();
      return (FieldVector) pair.getTo();
    }
  }
}
