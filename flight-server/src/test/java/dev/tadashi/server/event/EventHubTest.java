package dev.tadashi.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.flight.settings.EventSettings;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHubTest {
  private static final Duration NOW = Duration.ZERO;
  private static final int BUFFER = 4;

  private final EventHub hub = new EventHub(new EventSettings(Duration.ofSeconds(1), BUFFER, 2), 7);
  private final AtomicInteger dropped = new AtomicInteger();

  private EventSubscription subscribe(String lastId) {
    return hub.subscribe(null, lastId, dropped::incrementAndGet);
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      hub.publish("worker", null, Map.of("n", i), false);
    }
  }

  private static List<Long> taken(EventSubscription subscription) throws InterruptedException {
    List<Long> numbers = new ArrayList<>();
    Optional<Event> event = subscription.take(NOW);
    while (event.isPresent()) {
      numbers.add(event.get().number());
      event = subscription.take(NOW);
    }
    return numbers;
  }

  @Test
  void eventsAreNumberedAndHandedToAll() throws InterruptedException {
    EventSubscription first = subscribe("");
    EventSubscription second = subscribe("");
    publish(3);
    assertThat(taken(first)).containsExactly(1L, 2L, 3L);
    assertThat(taken(second)).containsExactly(1L, 2L, 3L);
    assertThat(hub.id(3)).isEqualTo("7-3");
  }

  @Test
  void aSlowListenerIsDroppedAndOthersAreNot() throws InterruptedException {
    EventSubscription slow = subscribe("");
    EventSubscription quick = subscribe("");
    publish(BUFFER);
    assertThat(taken(quick)).hasSize(BUFFER);
    publish(1);
    assertThat(dropped).hasValue(1);
    assertThat(slow.isEnded()).isTrue();
    assertThat(taken(slow)).isEmpty();
    assertThat(taken(quick)).containsExactly(5L);
    publish(1);
    assertThat(dropped).hasValue(1);
  }

  @Test
  void whoComesBackSoonMissesNothing() throws InterruptedException {
    publish(6);
    EventSubscription back = subscribe("7-3");
    assertThat(back.isResumed()).isTrue();
    assertThat(taken(back)).containsExactly(4L, 5L, 6L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7-1", "6-5", "7-99", "", "seven", "7-99999999999999999999"})
  void whoComesBackTooLateOrFromElsewhereNeedsASnapshot(String lastId) throws InterruptedException {
    publish(6);
    EventSubscription back = subscribe(lastId);
    assertThat(back.isResumed()).isFalse();
    assertThat(back.since()).isEqualTo(6);
    assertThat(taken(back)).isEmpty();
  }

  @Test
  void aListenerOfOneTaskHearsOfNoOther() throws InterruptedException {
    TaskId mine = TaskId.create(1, new Random(1));
    TaskId other = TaskId.create(2, new Random(2));
    EventSubscription subscription = hub.subscribe(mine, null, () -> {});
    publish(BUFFER + 1);
    hub.publish("task", other, Map.of(), true);
    hub.publish("task", mine, Map.of(), true);
    assertThat(taken(subscription)).containsExactly(7L);
    assertThat(subscription.isAbout(mine)).isTrue();
  }

  @Test
  void onlySoManyMayListen() {
    EventSubscription first = subscribe("");
    subscribe("");
    assertThatThrownBy(() -> subscribe(""))
        .isInstanceOfSatisfying(
            TadashiException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_LISTENERS));
    first.close();
    assertThat(subscribe("").isEnded()).isFalse();
  }

  @Test
  void closingEndsAllAtOnce() throws InterruptedException {
    EventSubscription subscription = subscribe("");
    hub.close();
    assertThat(subscription.take(Duration.ofMinutes(1))).isEmpty();
    assertThat(subscription.isEnded()).isTrue();
  }
}
