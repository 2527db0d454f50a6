package dev.tadashi.server.event;

import dev.tadashi.flight.settings.EventSettings;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers events and hands them to all who listen. The newest are kept for listeners that come
 * back; all that is kept is bounded, and a publisher never waits.
 */
public final class EventHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
  private static final Pattern ID = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  private final EventSettings settings;
  private final long epoch;
  private final Deque<Event> recent = new ArrayDeque<>();
  private final List<EventSubscription> subscriptions = new ArrayList<>();
  private long number;
  private boolean closed;

  /** {@code epoch} of the server tells events of an earlier run apart. */
  public EventHub(EventSettings settings, long epoch) {
    this.settings = settings;
    this.epoch = epoch;
  }

  public EventSettings settings() {
    return settings;
  }

  /** The id of an event with that number. */
  public String id(long eventNumber) {
    return epoch + "-" + eventNumber;
  }

  /** Whether anybody listens. */
  public synchronized boolean isHeard() {
    return !subscriptions.isEmpty();
  }

  /** Tells all; {@code last} says that nothing more will happen to the task. */
  public synchronized void publish(String kind, @Nullable TaskId task, Object body, boolean last) {
    Event event = new Event(++number, kind, task, Json.bytes(body), last);
    recent.add(event);
    if (recent.size() > settings.eventBuffer()) {
      recent.remove();
    }
    List<EventSubscription> slow =
        subscriptions.stream().filter(subscription -> !subscription.offer(event)).toList();
    subscriptions.removeAll(slow);
    slow.forEach(subscription -> {
      LOG.warn("a listener did not take {} events and is dropped", settings.eventBuffer());
      subscription.drop();
    });
  }

  /**
   * Begins to listen.
   *
   * @param only events about this task; null for all
   * @param lastId of the last event that the listener had before, if any
   * @param dropped called when the listener is too slow
   */
  public synchronized EventSubscription subscribe(
      @Nullable TaskId only, @Nullable String lastId, Runnable dropped) {
    if (closed || subscriptions.size() >= settings.eventClients()) {
      throw new TadashiException(
              ErrorCode.TOO_MANY_LISTENERS, subscriptions.size() + " clients listen already")
          .hint("the setting event-clients allows more");
    }
    Optional<Long> had = resumable(lastId);
    EventSubscription subscription =
        new EventSubscription(this, only, settings.eventBuffer(), number, had.isPresent(), dropped);
    had.ifPresent(from ->
        recent.stream().filter(event -> event.number() > from).forEach(subscription::offer));
    subscriptions.add(subscription);
    return subscription;
  }

  /** The number of the last event that a listener had, when all later ones are still there. */
  private Optional<Long> resumable(@Nullable String lastId) {
    Matcher parts = ID.matcher(lastId == null ? "" : lastId);
    if (!parts.matches() || Long.parseLong(parts.group(1)) != epoch) {
      return Optional.empty();
    }
    long had = Long.parseLong(parts.group(2));
    return had <= number && had >= number - recent.size() ? Optional.of(had) : Optional.empty();
  }

  synchronized void remove(EventSubscription subscription) {
    subscriptions.remove(subscription);
  }

  /** Ends all streams; nobody can listen afterwards. */
  @Override
  public synchronized void close() {
    closed = true;
    subscriptions.forEach(EventSubscription::end);
    subscriptions.clear();
  }
}
