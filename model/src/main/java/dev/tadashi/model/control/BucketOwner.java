package dev.tadashi.model.control;

import dev.tadashi.model.id.Stamp;

/** Buckets {@code low..high} (both in) belong to that process under that owner epoch. */
public record BucketOwner(int low, int high, String worker, String incarnation, Stamp epoch) {
  public boolean holds(int bucket) {
    return low <= bucket && bucket <= high;
  }

  public int size() {
    return high - low + 1;
  }
}
