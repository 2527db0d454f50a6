package dev.tadashi.scheduler;

import dev.tadashi.model.control.Report;
import dev.tadashi.model.id.Stamp;
import java.util.HashSet;
import java.util.Set;

/**
 * What one process holds by its newest report. Stamps are given in order, so orders newer than a
 * stamp named what it stands for: a process that obeys them and does not report it has lost it.
 *
 * @param held attempts and owner epochs
 */
record Inventory(String worker, String incarnation, Stamp obeyed, Set<Stamp> held) {
  static Inventory of(Report report) {
    Set<Stamp> held = new HashSet<>();
    report
        .tasks()
        .forEach(task -> {
          task.splits().forEach(split -> held.add(split.attempt()));
          task.instances().forEach(instance -> held.add(instance.epoch()));
        });
    return new Inventory(report.address(), report.incarnation(), report.obeyed(), held);
  }

  /** Whether that process was ordered to hold this and does not. */
  boolean lacks(String address, String process, Stamp stamp) {
    return worker.equals(address)
        && incarnation.equals(process)
        && obeyed.isNewerThan(stamp)
        && !held.contains(stamp);
  }
}
