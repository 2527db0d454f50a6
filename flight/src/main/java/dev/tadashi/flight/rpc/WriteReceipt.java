package dev.tadashi.flight.rpc;

import dev.tadashi.model.json.Json;
import dev.tadashi.model.table.WrittenFile;
import java.util.List;

/**
 * What a worker wrote for an upload, sealed, so that a client can carry it to the control plane and
 * not alter it.
 */
public record WriteReceipt(String upload, List<WrittenFile> files) {
  private static final String PURPOSE = "written";

  public WriteReceipt {
    files = List.copyOf(files);
  }

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
