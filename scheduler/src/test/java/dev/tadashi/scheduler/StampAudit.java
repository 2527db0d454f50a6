package dev.tadashi.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.control.BucketOwner;
import dev.tadashi.model.control.Orders;
import dev.tadashi.model.control.SplitOrder;
import dev.tadashi.model.control.StageOrders;
import dev.tadashi.model.control.TaskOrders;
import dev.tadashi.model.id.Stamp;
import java.util.HashMap;
import java.util.Map;

/** Remembers what each stamp named, and fails when one ever names another thing. */
final class StampAudit {
  private final Map<Stamp, String> names = new HashMap<>();

  void check(String worker, Orders orders) {
    names(orders.version(), "orders of " + worker + " " + orders.incarnation());
    for (TaskOrders task : orders.tasks()) {
      for (StageOrders stage : task.stages()) {
        String place = task.task() + "/" + stage.plan().stage();
        for (SplitOrder split : stage.run()) {
          names(split.attempt(), "split " + split.split() + " of " + place + " at " + worker);
        }
        for (BucketOwner range : stage.map()) {
          names(range.epoch(), "buckets of " + place + ": " + range);
        }
      }
    }
  }

  private void names(Stamp stamp, String thing) {
    String before = names.putIfAbsent(stamp, thing);
    assertThat(before == null || before.equals(thing))
        .as("%s names %s and %s", stamp, before, thing)
        .isTrue();
  }
}
