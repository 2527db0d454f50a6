package dev.tadashi.model.cluster;

/**
 * What a worker has done since its process began.
 *
 * @param splits attempts run to their end
 * @param splitsFailed attempts that failed
 * @param rowsRead by splits
 * @param loads of columns of a partition
 * @param loadedBytes of memory filled by them
 * @param exchangeBytesIn frames from producers
 * @param exchangeBytesOut frames to owners
 */
public record WorkerCounters(
    long splits,
    long splitsFailed,
    long rowsRead,
    long loads,
    long loadedBytes,
    long exchangeBytesIn,
    long exchangeBytesOut) {
  public static final WorkerCounters NONE = new WorkerCounters(0, 0, 0, 0, 0, 0, 0);
}
