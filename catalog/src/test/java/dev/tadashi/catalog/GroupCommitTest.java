package dev.tadashi.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  @Test
  void thoseWhoComeDuringASyncShareTheNext() throws Exception {
    CountDownLatch firstRuns = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger syncs = new AtomicInteger();
    GroupCommit commit =
        new GroupCommit(() -> {
          if (syncs.getAndIncrement() == 0) {
            firstRuns.countDown();
            goOn.await();
          }
        });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> leader = threads.submit(commit::await);
      firstRuns.await();
      AtomicInteger started = new AtomicInteger();
      List<Thread> followers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        followers.add(
            Thread.ofPlatform()
                .start(() -> {
                  started.incrementAndGet();
                  commit.await();
                }));
      }
      await()
          .until(() ->
              started.get() == 50
                  && followers.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
      goOn.countDown();
      leader.get();
      for (Thread follower : followers) {
        follower.join();
      }
    }
    assertThat(commit.syncs()).isEqualTo(2);
  }

  @Test
  void afterAFailedSyncNothingIsAcknowledged() {
    AtomicInteger calls = new AtomicInteger();
    GroupCommit commit =
        new GroupCommit(() -> {
          calls.incrementAndGet();
          throw new IOException("disk gone");
        });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(commit::await)
          .isInstanceOf(TadashiException.class)
          .hasRootCauseMessage("disk gone");
    }
    assertThat(calls).hasValue(1);
  }
}
