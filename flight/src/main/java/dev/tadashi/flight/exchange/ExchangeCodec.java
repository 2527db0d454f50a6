package dev.tadashi.flight.exchange;

import dev.tadashi.flight.exchange.ExchangeMessage.Grant;
import dev.tadashi.flight.exchange.ExchangeMessage.Have;
import dev.tadashi.flight.exchange.ExchangeMessage.Hello;
import dev.tadashi.flight.exchange.ExchangeMessage.Offer;
import dev.tadashi.flight.exchange.ExchangeMessage.Reason;
import dev.tadashi.flight.exchange.ExchangeMessage.Refuse;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitKey;
import dev.tadashi.flight.exchange.ExchangeMessage.UnitPart;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.Stamp;
import dev.tadashi.model.id.TaskId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Frames as bytes: a kind, the fields in the order of the records, big-endian; lists begin with
 * their length. What follows from a length is checked against the frame's end first.
 */
public final class ExchangeCodec {
  /** Longest piece of a unit in one frame. */
  public static final int PART_BYTES = 1 << 20;

  /** An offer of at most this many bytes carries its units. */
  public static final int INLINE_BYTES = 64 << 10;

  private static final int MAX_FRAME = PART_BYTES + (64 << 10);
  private static final int MAX_BUCKETS = 256;
  private static final int MAX_TEXT = 1_000;

  private static final byte HELLO = 1;
  private static final byte OFFER = 2;
  private static final byte GRANT = 3;
  private static final byte PART = 4;
  private static final byte HAVE = 5;
  private static final byte REFUSE = 6;

  private ExchangeCodec() {}

  /** The frame of a message. */
  public static byte[] encode(ExchangeMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(message, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(ExchangeMessage message, DataOutputStream out) throws IOException {
    switch (message) {
      case Hello hello -> {
        out.writeByte(HELLO);
        writeText(out, hello.worker());
        writeText(out, hello.incarnation());
      }
      case Offer offer -> writeOffer(offer, out);
      case Grant grant -> writeBuckets(out, GRANT, grant.key(), grant.buckets());
      case UnitPart part -> writePart(part, out);
      case Have have -> writeBuckets(out, HAVE, have.key(), have.buckets());
      case Refuse refuse -> {
        writeBuckets(out, REFUSE, refuse.key(), refuse.buckets());
        out.writeByte(refuse.reason().ordinal());
      }
    }
  }

  private static void writeOffer(Offer offer, DataOutputStream out) throws IOException {
    writeBuckets(out, OFFER, offer.key(), offer.buckets());
    for (int i = 0; i < offer.buckets().size(); i++) {
      out.writeLong(offer.sizes().get(i));
      out.writeInt(offer.checksums().get(i));
    }
    out.writeInt(offer.inline().length);
    out.write(offer.inline());
  }

  private static void writePart(UnitPart part, DataOutputStream out) throws IOException {
    out.writeByte(PART);
    writeKey(out, part.key());
    out.writeInt(part.bucket());
    out.writeInt(part.seq());
    out.writeBoolean(part.end());
    out.writeInt(part.bytes().length);
    out.write(part.bytes());
  }

  private static void writeBuckets(
      DataOutputStream out, byte kind, UnitKey key, List<Integer> buckets) throws IOException {
    out.writeByte(kind);
    writeKey(out, key);
    out.writeInt(buckets.size());
    for (int bucket : buckets) {
      out.writeInt(bucket);
    }
  }

  private static void writeKey(DataOutputStream out, UnitKey key) throws IOException {
    out.writeLong(key.task().uuid().getMostSignificantBits());
    out.writeLong(key.task().uuid().getLeastSignificantBits());
    out.writeInt(key.stage());
    out.writeInt(key.split());
    writeStamp(out, key.attempt());
    writeStamp(out, key.epoch());
  }

  private static void writeStamp(DataOutputStream out, Stamp stamp) throws IOException {
    out.writeLong(stamp.serverEpoch());
    out.writeLong(stamp.n());
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * The message of a frame; anything that is not one is an error, before memory is taken for it.
   */
  public static ExchangeMessage decode(ByteBuffer frame) {
    if (frame.remaining() > MAX_FRAME) {
      throw broken("a frame of " + frame.remaining() + " bytes");
    }
    try {
      ExchangeMessage message = read(frame);
      if (frame.hasRemaining()) {
        throw broken(frame.remaining() + " bytes after the end");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw broken("it ends too early");
    }
  }

  private static ExchangeMessage read(ByteBuffer in) {
    byte kind = in.get();
    return switch (kind) {
      case HELLO -> new Hello(readText(in), readText(in));
      case OFFER -> readOffer(in);
      case GRANT -> new Grant(readKey(in), readBuckets(in));
      case PART -> readPart(in);
      case HAVE -> new Have(readKey(in), readBuckets(in));
      case REFUSE -> new Refuse(readKey(in), readBuckets(in), readReason(in));
      default -> throw broken("kind " + kind);
    };
  }

  private static Offer readOffer(ByteBuffer in) {
    UnitKey key = readKey(in);
    List<Integer> buckets = readBuckets(in);
    List<Long> sizes = new ArrayList<>(buckets.size());
    List<Integer> checksums = new ArrayList<>(buckets.size());
    long total = 0;
    for (int i = 0; i < buckets.size(); i++) {
      long size = in.getLong();
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw broken("a unit of " + size + " bytes");
      }
      total += size;
      sizes.add(size);
      checksums.add(in.getInt());
    }
    byte[] inline = readBytes(in, INLINE_BYTES);
    if (inline.length != 0 && inline.length != total) {
      throw broken("units of " + total + " bytes in " + inline.length);
    }
    return new Offer(key, buckets, sizes, checksums, inline);
  }

  private static UnitPart readPart(ByteBuffer in) {
    UnitKey key = readKey(in);
    int bucket = bucket(in.getInt());
    return new UnitPart(key, bucket, in.getInt(), in.get() != 0, readBytes(in, PART_BYTES));
  }

  private static List<Integer> readBuckets(ByteBuffer in) {
    int count = in.getInt();
    if (count < 0 || count > MAX_BUCKETS) {
      throw broken(count + " buckets");
    }
    List<Integer> buckets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      buckets.add(bucket(in.getInt()));
    }
    return buckets;
  }

  private static int bucket(int bucket) {
    if (bucket < 0 || bucket >= MAX_BUCKETS) {
      throw broken("bucket " + bucket);
    }
    return bucket;
  }

  private static UnitKey readKey(ByteBuffer in) {
    TaskId task = new TaskId(new UUID(in.getLong(), in.getLong()));
    return new UnitKey(task, in.getInt(), in.getInt(), readStamp(in), readStamp(in));
  }

  private static Stamp readStamp(ByteBuffer in) {
    return new Stamp(in.getLong(), in.getLong());
  }

  private static Reason readReason(ByteBuffer in) {
    int ordinal = in.get();
    if (ordinal < 0 || ordinal >= Reason.values().length) {
      throw broken("reason " + ordinal);
    }
    return Reason.values()[ordinal];
  }

  private static String readText(ByteBuffer in) {
    return new String(readBytes(in, MAX_TEXT), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(ByteBuffer in, int most) {
    int length = in.getInt();
    if (length < 0 || length > most || length > in.remaining()) {
      throw broken("a length of " + length + " with " + in.remaining() + " bytes left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static TadashiException broken(String what) {
    return new TadashiException(ErrorCode.PROTOCOL, "not a frame of the exchange: " + what);
  }
}
