package dev.tadashi.flight.rpc;

import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.json.Json;

/**
 * What a worker wrote for an upload, sealed, so that a client can carry it to the control plane and
 * not alter it.
 */
public record WriteReceipt(String upload, WrittenRows rows) {
  private static final String PURPOSE = "written";

  public byte[] sign(byte[] key) {
    return new Seal(key, PURPOSE).close(Json.bytes(this));
  }

  /** Reads a receipt signed with the same key. */
  public static WriteReceipt verify(byte[] receipt, byte[] key) {
    byte[] claim =
        new Seal(key, PURPOSE)
            .open(receipt)
            .orElseThrow(() -> WriteTicket.refused("the receipt is not of this cluster"));
    return Json.readPeer(claim, WriteReceipt.class);
  }
}
