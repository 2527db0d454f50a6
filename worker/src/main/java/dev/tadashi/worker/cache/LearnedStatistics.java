package dev.tadashi.worker.cache;

import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.ColumnStats;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.table.ColumnStatistics;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.PartitionStatistics;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What loads have found in partitions, until the control plane was told. Safe for use by many
 * threads.
 */
public final class LearnedStatistics {
  private static final int LONGEST_TEXT = 256;
  private static final char REPLACEMENT = '\uFFFD';

  private final Deque<PartitionStatistics> waiting = new ArrayDeque<>();

  /** Scans columns that the caller holds. */
  void learn(PartitionRef partition, Map<String, Column> columns) {
    if (!columns.isEmpty()) {
      add(of(partition, columns));
    }
  }

  /** What is in columns that the caller holds. */
  public static PartitionStatistics of(PartitionRef partition, Map<String, Column> columns) {
    List<ColumnStatistics> found = new ArrayList<>();
    columns.forEach((name, column) -> found.add(statistics(name, column)));
    return new PartitionStatistics(partition.table(), partition.id(), partition.rows(), found);
  }

  private synchronized void add(PartitionStatistics statistics) {
    waiting.add(statistics);
  }

  private static ColumnStatistics statistics(String name, Column column) {
    ColumnStats stats = column.stats();
    return new ColumnStatistics(
        name, stats.nullCount(), column.bytes(), kept(stats.min()), kept(stats.max()));
  }

  /** The value, when another process will read the same out of JSON. */
  private static @Nullable Literal kept(@Nullable Literal value) {
    if (value == null || value.type() == SimpleType.BINARY) {
      return null;
    }
    if (value.value() instanceof String text) {
      return text.length() <= LONGEST_TEXT && text.indexOf(REPLACEMENT) < 0 ? value : null;
    }
    try {
      return Json.readPeer(Json.bytes(value), Literal.class).equals(value) ? value : null;
    } catch (TadashiException e) {
      return null;
    }
  }

  /** The oldest ones that nobody was told of. */
  public synchronized List<PartitionStatistics> first(int most) {
    return waiting.stream().limit(most).toList();
  }

  /** That many of the oldest were told. */
  public synchronized void told(int count) {
    for (int i = 0; i < count; i++) {
      waiting.poll();
    }
  }
}
