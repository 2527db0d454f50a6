package dev.tadashi.flight.relay;

import com.google.protobuf.ByteString;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** The message that a stream begins with. */
final class SchemaMessage {
  private SchemaMessage() {}

  static InputStream write(Schema schema) {
    ByteBuffer header = MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT);
    FlightData message = FlightData.newBuilder().setDataHeader(ByteString.copyFrom(header)).build();
    return new ByteArrayInputStream(message.toByteArray());
  }

  /** Reads and closes it; anything else is refused. */
  static Schema read(InputStream message) {
    try (message) {
      ByteBuffer header = FlightData.parseFrom(message).getDataHeader().asReadOnlyByteBuffer();
      Message read = Message.getRootAsMessage(header);
      if (read.headerType() == MessageHeader.Schema) {
        return MessageSerializer.deserializeSchema(read);
      }
    } catch (IOException | RuntimeException e) {
      throw new TadashiException(ErrorCode.PROTOCOL, "a stream's schema cannot be read", e);
    }
    throw new TadashiException(ErrorCode.PROTOCOL, "a stream does not begin with its schema");
  }
}
