package dev.tadashi.worker.ingest;

import dev.tadashi.flight.op.Requests;
import dev.tadashi.flight.op.Responses;
import dev.tadashi.flight.rpc.FlightErrors;
import dev.tadashi.flight.rpc.WriteReceipt;
import dev.tadashi.flight.rpc.WriteTicket;
import dev.tadashi.formats.FileRows;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.WrittenRows;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Takes batches of uploads: a signed ticket as the command, a signed receipt as the answer. */
public final class UploadEndpoint implements AutoCloseable {
  private static final int MOST_PARTS = 1 << 16;

  private final UploadResources resources;
  private final String incarnation;
  private final Supplier<Optional<byte[]>> key;
  private final Runnable changed;
  private final InstantSource clock;
  private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

  /**
   * @param key signs tickets and receipts; none before the worker is attached
   * @param changed told when the cache holds more
   */
  public UploadEndpoint(
      UploadResources resources,
      String incarnation,
      Supplier<Optional<byte[]>> key,
      Runnable changed,
      InstantSource clock) {
    this.resources = resources;
    this.incarnation = incarnation;
    this.key = key;
    this.changed = changed;
    this.clock = clock;
  }

  /** Blocks its (virtual) thread until the client ends the stream. */
  public void serve(FlightStream in, StreamListener<PutResult> client) {
    serving.add(Thread.currentThread());
    try {
      byte[] signing = key();
      WriteTicket ticket =
          WriteTicket.verify(in.getDescriptor().getCommand(), signing, clock.instant());
      WrittenRows rows = write(in, ticket);
      changed.run();
      answer(new WriteReceipt(ticket.upload(), rows).sign(signing), client);
      client.onCompleted();
    } catch (RuntimeException e) {
      client.onError(FlightErrors.toFlight(e));
    } finally {
      serving.remove(Thread.currentThread());
    }
  }

  /** Writes the rows of a file that is in the store already; the answer is a receipt. */
  public Responses.Written write(Requests.WriteFile request) {
    byte[] signing = key();
    WriteTicket ticket = WriteTicket.verify(request.ticket(), signing, clock.instant());
    FileRows files = new FileRows(resources.allocator(), resources.scratch());
    try (UploadWriter writer = new UploadWriter(resources, ticket, incarnation)) {
      files.read(
          resources.stores().apply(ticket.store()),
          request.format(),
          request.file(),
          ticket.schema().fields(),
          writer::add);
      WrittenRows written = writer.finish();
      changed.run();
      return new Responses.Written(new WriteReceipt(ticket.upload(), written).sign(signing));
    }
  }

  /** Writes the rows of partitions anew, as files of an upload; the answer is a receipt. */
  public Responses.Written join(Requests.JoinPartitions request) {
    byte[] signing = key();
    WriteTicket ticket = WriteTicket.verify(request.ticket(), signing, clock.instant());
    PartitionRows rows =
        new PartitionRows(resources.cache(), resources.allocator(), ticket.schema());
    try (UploadWriter writer = new UploadWriter(resources, ticket, incarnation)) {
      request.partitions().forEach(partition -> rows.read(partition, writer::add));
      WrittenRows written = writer.finish();
      changed.run();
      return new Responses.Written(new WriteReceipt(ticket.upload(), written).sign(signing));
    }
  }

  private byte[] key() {
    return key.get()
        .orElseThrow(
            () -> new TadashiException(ErrorCode.WORKER_REFUSED, "the worker is not attached"));
  }

  private WrittenRows write(FlightStream in, WriteTicket ticket) {
    try (UploadWriter writer = new UploadWriter(resources, ticket, incarnation)) {
      VectorSchemaRoot root = in.getRoot();
      Schema schema = root.getSchema();
      while (in.next()) {
        if (!root.getSchema().equals(schema)) {
          throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "the schema changed in the middle of the stream");
        }
        writer.add(root, in.getDictionaryProvider(), part(in.getLatestMetadata()));
      }
      return writer.finish();
    }
  }

  /** The control plane numbers the writes that it puts together; clients number nothing. */
  private static int part(@Nullable ArrowBuf metadata) {
    if (metadata == null || metadata.readableBytes() != Integer.BYTES) {
      return 0;
    }
    int part = metadata.getInt(metadata.readerIndex());
    if (part < 0 || part > MOST_PARTS) {
      throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "there is no part " + part);
    }
    return part;
  }

  private void answer(byte[] receipt, StreamListener<PutResult> client) {
    try (ArrowBuf buffer = resources.allocator().buffer(receipt.length)) {
      buffer.writeBytes(receipt);
      client.onNext(PutResult.metadata(buffer));
    }
  }

  /** Ends the streams: clients that live on would keep them open. */
  @Override
  public void close() {
    serving.forEach(Thread::interrupt);
  }
}
