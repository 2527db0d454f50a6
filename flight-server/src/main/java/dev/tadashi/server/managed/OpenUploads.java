package dev.tadashi.server.managed;

import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.TadashiException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads that have not ended. Once a commit was tried and nobody knows what came of it, the files
 * may be in the table, and only the sweeper, who looks, may remove them.
 */
final class OpenUploads {
  private enum State {
    WRITING,
    COMMITTING,
    UNKNOWN
  }

  private final Map<String, State> states = new ConcurrentHashMap<>();

  void begun(Upload upload) {
    states.put(upload.id(), State.WRITING);
  }

  void committing(Upload upload) {
    states.replace(upload.id(), State.COMMITTING);
  }

  /** What the user may not do was not done. */
  void failed(Upload upload, TadashiException why) {
    boolean sure = why.code().errorClass() == ErrorClass.USER;
    states.replace(upload.id(), sure ? State.WRITING : State.UNKNOWN);
  }

  void ended(Upload upload) {
    states.remove(upload.id());
  }

  /** Ends an upload that is given up; whether its files are surely in no table. */
  boolean given(Upload upload) {
    return states.remove(upload.id()) == State.WRITING;
  }

  /** The ids of those that may still be committed: names of their files start with them. */
  Set<String> ids() {
    return Set.copyOf(states.keySet());
  }
}
