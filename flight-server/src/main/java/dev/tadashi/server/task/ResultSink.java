package dev.tadashi.server.task;

/** Takes one result, in the form in which it is at hand, and closes it. */
public interface ResultSink {
  void send(BatchStream batches);

  void relay(RelayedResult messages);

  boolean isCancelled();
}
