package dev.tadashi.worker;

import java.util.concurrent.locks.LockSupport;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.jspecify.annotations.Nullable;

/** Wakes the thread that sends a stream when its reader takes more, or is gone. */
final class ReadySignal {
  private static final long LOOK_AGAIN_NANOS = 50_000_000L;

  private final ServerStreamListener listener;
  private volatile @Nullable Thread waiting;

  /** To be made on the call's own thread, before it returns. */
  ReadySignal(ServerStreamListener listener) {
    this.listener = listener;
    listener.setOnReadyHandler(this::wake);
    listener.setOnCancelHandler(this::wake);
  }

  private void wake() {
    LockSupport.unpark(waiting);
  }

  /** Returns when something may have changed: the caller looks, and comes again. */
  void await() {
    waiting = Thread.currentThread();
    if (!listener.isReady() && !listener.isCancelled()) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    waiting = null;
  }
}
