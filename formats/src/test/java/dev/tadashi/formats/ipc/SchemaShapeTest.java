package dev.tadashi.formats.ipc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.tadashi.formats.testing.LoaderFixture;
import dev.tadashi.formats.testing.TestFiles;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.junit.jupiter.api.Test;

final class SchemaShapeTest extends LoaderFixture {
  @Test
  void aSchemaThatNestsTooDeeplyNamesItsColumn() throws IOException {
    for (int levels : new int[] {101, 50_000}) {
      Files.write(root.resolve("deep.arrows"), stream(nested(levels, 1)));
      try (ObjectStore store = TestFiles.store(root)) {
        assertThatThrownBy(() -> inspect(store, "deep.arrows"))
            .hasMessageContainingAll("UNSUPPORTED", "file=deep.arrows", "column=deep");
      }
    }
  }

  /** Each level holds the level below ten times, so that a thousand bytes claim 10^30 fields. */
  @Test
  void aSchemaThatClaimsMoreFieldsThanItHasBytesIsRefused() throws IOException {
    Files.write(root.resolve("bomb.arrows"), stream(nested(30, 10)));
    try (ObjectStore store = TestFiles.store(root)) {
      assertThatThrownBy(() -> inspect(store, "bomb.arrows"))
          .hasMessageContainingAll("FILE_CORRUPT", "file=bomb.arrows", "more fields than");
    }
  }

  private static FlatBufferBuilder nested(int levels, int times) {
    FlatBufferBuilder flat = new FlatBufferBuilder();
    int name = flat.createString("deep");
    Struct_.startStruct_(flat);
    int struct = Struct_.endStruct_(flat);
    int field = 0;
    for (int i = 0; i < levels; i++) {
      int[] parts = new int[i == 0 ? 0 : times];
      Arrays.fill(parts, field);
      int children = Field.createChildrenVector(flat, parts);
      field = Field.createField(flat, name, true, Type.Struct_, struct, 0, children, 0);
    }
    int fields = Schema.createFieldsVector(flat, new int[] {field});
    int schema = Schema.createSchema(flat, Endianness.Little, fields, 0, 0);
    flat.finish(
        Message.createMessage(flat, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    return flat;
  }

  private static byte[] stream(FlatBufferBuilder message) {
    byte[] bytes = message.sizedByteArray();
    ByteBuffer stream = ByteBuffer.allocate(bytes.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    return stream.putInt(-1).putInt(bytes.length).put(bytes).array();
  }
}
