package dev.tadashi.formats;

/** Hears how far a load has come, and tells whether it is still wanted. Called by many threads. */
public interface LoadProgress {
  /** So many more rows are in memory. */
  void rowsLoaded(long rows);

  /** When true, the load ends soon with a {@link java.util.concurrent.CancellationException}. */
  boolean cancelled();

  /** Nobody listens and nobody cancels. */
  static LoadProgress none() {
    return new LoadProgress() {
      @Override
      public void rowsLoaded(long rows) {
        // Nobody asked.
      }

      @Override
      public boolean cancelled() {
        return false;
      }
    };
  }
}
