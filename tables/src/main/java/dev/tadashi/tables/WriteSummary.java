package dev.tadashi.tables;

import dev.tadashi.model.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a snapshot's summary tells of the writes that it is of: one is told under its id, many that
 * asked for the same are told together, since each table's metadata repeats all summaries.
 */
final class WriteSummary {
  private static final String ONE = "tadashi.ingest.";
  private static final String MANY = "tadashi.ingests.";

  private WriteSummary() {}

  /** Writes that asked for the same; the lists are of one length. */
  private record Many(
      String request,
      List<String> ids,
      @Nullable List<@Nullable String> contents,
      List<Long> rows,
      List<Long> bytes,
      List<Integer> files) {

    static Many of(List<Ingested> writes) {
      return new Many(
          writes.getFirst().request(),
          writes.stream().map(Ingested::id).toList(),
          contents(writes),
          writes.stream().map(Ingested::rows).toList(),
          writes.stream().map(Ingested::bytes).toList(),
          writes.stream().map(Ingested::files).toList());
    }

    private static List<@Nullable String> contents(List<Ingested> writes) {
      List<@Nullable String> contents = new ArrayList<>();
      writes.forEach(write -> contents.add(write.content()));
      return contents;
    }

    void addTo(List<Ingested> writes) {
      for (int i = 0; i < ids.size(); i++) {
        @Nullable String content = contents == null ? null : contents.get(i);
        writes.add(
            new Ingested(ids.get(i), request, content, rows.get(i), bytes.get(i), files.get(i)));
      }
    }
  }

  /** Tells of the writes by properties. */
  static void write(List<Ingested> writes, BiConsumer<String, String> property) {
    Map<String, List<Ingested>> requests = new LinkedHashMap<>();
    writes.forEach(
        each -> requests.computeIfAbsent(each.request(), key -> new ArrayList<>()).add(each));
    int number = 0;
    for (List<Ingested> same : requests.values()) {
      if (same.size() == 1) {
        property.accept(ONE + same.getFirst().id(), Json.text(same.getFirst()));
      } else {
        property.accept(MANY + number++, Json.text(Many.of(same)));
      }
    }
  }

  /** The writes that a summary tells of. */
  static List<Ingested> read(Map<String, String> summary) {
    List<Ingested> writes = new ArrayList<>();
    summary.forEach((key, value) -> {
      if (key.startsWith(ONE)) {
        writes.add(Json.readPeer(value, Ingested.class));
      } else if (key.startsWith(MANY)) {
        Json.readPeer(value, Many.class).addTo(writes);
      }
    });
    return writes;
  }
}
