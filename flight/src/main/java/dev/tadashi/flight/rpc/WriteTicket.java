package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import java.time.Instant;

/**
 * The right to write files of one upload at a worker until a time: the claim as JSON, sealed. It is
 * the command of the worker's DoPut.
 *
 * @param upload its id, with which the names of its files begin
 * @param schema of the files
 * @param store whose root the folder is relative to
 * @param folder without a slash at the end
 * @param compares whether the rows were written before, and are only to be told from others now
 */
public record WriteTicket(
    String upload,
    TableName table,
    Schema schema,
    StoreLocation store,
    String folder,
    boolean compares,
    Instant expires) {
  private static final String PURPOSE = "write";

  /** The key of tickets and receipts that follows from a secret, which it does not give away. */
  public static byte[] key(byte[] secret) {
    return new Seal(secret, "the key of writes").close(new byte[0]);
  }

  public byte[] sign(byte[] key) {
    return new Seal(key, PURPOSE).close(Json.bytes(this));
  }

  /** Reads a ticket signed with the same key; one that is altered or has expired is refused. */
  public static WriteTicket verify(byte[] ticket, byte[] key, Instant now) {
    byte[] claim =
        new Seal(key, PURPOSE)
            .open(ticket)
            .orElseThrow(() -> refused("it is not of this cluster, or was altered"));
    WriteTicket read = Json.readPeer(claim, WriteTicket.class);
    if (now.isAfter(read.expires())) {
      throw refused("it expired at " + read.expires());
    }
    return read;
  }

  static TadashiException refused(String why) {
    return new TadashiException(ErrorCode.INVALID_TICKET, "the right to write is refused: " + why)
        .hint("begin the upload again");
  }
}
