package dev.tadashi.server.managed;

import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.server.managed.ChangeQueue.Waiting;
import dev.tadashi.tables.IcebergTable;
import dev.tadashi.tables.Ingested;
import dev.tadashi.tables.TableContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table and its changes. A turn commits, publishes and then answers; after a turn that failed
 * the table is read again, for nobody knows how far the failure got.
 */
final class ManagedTable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagedTable.class);

  static final int KEPT_SNAPSHOTS = 100;

  private final TableName name;
  private final Supplier<IcebergTable> opener;
  private final ManagedCatalog catalog;
  private final Publisher publisher;
  private final ChangeQueue queue = new ChangeQueue();
  private @Nullable IcebergTable table;

  ManagedTable(
      TableName name, Supplier<IcebergTable> opener, ManagedCatalog catalog, Publisher publisher) {
    this.name = name;
    this.opener = opener;
    this.catalog = catalog;
    this.publisher = publisher;
  }

  TableName name() {
    return name;
  }

  /** Returns when the change is durable and published. */
  IngestResult submit(Change change) {
    return queue.submit(change, this::turn);
  }

  /** Asks the table between changes. */
  <T> T ask(Function<IcebergTable, T> question) {
    return queue.between(() -> question.apply(opened()));
  }

  /** What is in it now; empty when it is not there. */
  Optional<TableContent> content() {
    return ask(IcebergTable::content);
  }

  /** Publishes the table as it is, as after a start. */
  void restore() {
    queue.between(() -> {
      opened()
          .content()
          .ifPresentOrElse(
              content -> publisher.restore(name, content), () -> publisher.remove(name));
      return name;
    });
  }

  private IcebergTable opened() {
    IcebergTable open = table;
    if (open == null) {
      open = opener.get();
      table = open;
    }
    return open;
  }

  private void turn(List<Waiting> all) {
    int next = 0;
    while (next < all.size()) {
      int end = next + 1;
      if (all.get(next).change() instanceof Change.Write) {
        while (end < all.size()
            && all.get(end).change() instanceof Change.Write write
            && isAppend(write.upload().mode())) {
          end++;
        }
      }
      guarded(all.subList(next, end));
      next = end;
    }
  }

  private static boolean isAppend(IngestMode mode) {
    return mode == IngestMode.APPEND || mode == IngestMode.CREATE_APPEND;
  }

  /** Each snapshot makes the next commit a little longer. */
  private void trim() {
    boolean many = opened().content().map(TableContent::snapshots).orElse(0) > 2 * KEPT_SNAPSHOTS;
    if (many) {
      opened().expire(Instant.EPOCH, KEPT_SNAPSHOTS);
    }
  }

  private void guarded(List<Waiting> group) {
    try {
      if (group.getFirst().change() instanceof Change.Write) {
        write(group);
      } else {
        group.getFirst().answer().complete(one(group.getFirst().change()));
      }
      trim();
    } catch (RuntimeException e) {
      table = null;
      boolean unsure = TadashiException.wrap(e).code().errorClass() != ErrorClass.USER;
      if (unsure) {
        publishAgain();
      }
      group.forEach(each -> each.answer().completeExceptionally(e));
    }
  }

  /** The change may be durable though it failed; then it is to be seen. */
  private void publishAgain() {
    try {
      restore();
    } catch (RuntimeException e) {
      LOG.warn("the table {} is published again after its next change: {}", name, e.toString());
    }
  }

  private IngestResult one(Change change) {
    IcebergTable there = opened();
    return switch (change) {
      case Change.Write write -> throw new IllegalArgumentException("writes come in groups");
      case Change.Together together -> {
        Parts parts = together.parts();
        parts.check(there.content(), catalog);
        TableContent content = there.append(parts.files(), parts.told());
        publisher.publish(name, content, parts.files());
        yield Writes.result(name, parts.files(), content);
      }
      case Change.Rewrite rewrite -> {
        TableContent content =
            there.rewrite(rewrite.removed(), rewrite.files(), rewrite.sameRows(), List.of());
        publisher.publish(name, content, rewrite.files());
        yield Writes.result(name, rewrite.files(), content);
      }
      case Change.Truncate truncate -> {
        long rows = there.content().map(TableContent::rows).orElse(0L);
        TableContent content = there.truncate(List.of());
        publisher.publish(name, content, List.of());
        yield new IngestResult(name, rows, 0, 0, content.snapshot(), false);
      }
      case Change.Drop drop -> {
        there.drop();
        publisher.remove(name);
        yield new IngestResult(name, 0, 0, 0, 0, false);
      }
      case Change.Expire expire ->
          Writes.result(name, List.of(), there.expire(expire.before(), expire.newest()));
    };
  }

  /** The first may be of any mode, the others append; those that cannot are answered for alone. */
  private void write(List<Waiting> group) {
    Map<String, Waiting> named = new HashMap<>();
    List<Waiting> fresh = new ArrayList<>();
    List<Waiting> repeats = new ArrayList<>();
    for (Waiting each : group) {
      String id = write(each).upload().ingestId();
      boolean repeated = named.putIfAbsent(id, each) != null || catalog.write(name, id).isPresent();
      (repeated ? repeats : fresh).add(each);
    }
    if (!fresh.isEmpty()) {
      commit(fresh);
    }
    repeats.forEach(this::answerRepeat);
  }

  private void answerRepeat(Waiting repeat) {
    Upload upload = write(repeat).upload();
    Optional<IngestRecord> first = catalog.write(name, upload.ingestId());
    if (first.isEmpty()) {
      repeat.answer().completeExceptionally(Writes.conflict(name, "its first try failed"));
    } else {
      try {
        RowSum rows = write(repeat).rows().all();
        repeat.answer().complete(Writes.first(first.get(), upload, rows).again());
      } catch (TadashiException e) {
        repeat.answer().completeExceptionally(e);
      }
    }
  }

  private void commit(List<Waiting> fresh) {
    IcebergTable there = opened();
    List<Waiting> appends = new ArrayList<>();
    for (Waiting each : fresh) {
      try {
        Change.Write write = write(each);
        if (Writes.isWhole(write.upload(), there.content())) {
          each.answer().complete(whole(there, write));
        } else {
          Writes.checkAppend(write.upload(), there.content());
          appends.add(each);
        }
      } catch (TadashiException e) {
        if (e.code().errorClass() != ErrorClass.USER) {
          appends.forEach(other -> other.answer().completeExceptionally(e));
          throw e;
        }
        each.answer().completeExceptionally(e);
      }
    }
    if (!appends.isEmpty()) {
      append(there, appends);
    }
  }

  private IngestResult whole(IcebergTable there, Change.Write write) {
    List<Ingested> told = List.of(Writes.told(write));
    TableContent content =
        there.content().isPresent()
            ? there.replace(write.upload().schema(), write.files(), told)
            : there.create(write.upload().schema(), write.files(), told);
    publisher.publish(name, content, write.files());
    return Writes.result(name, write.files(), content);
  }

  private void append(IcebergTable there, List<Waiting> appends) {
    List<WrittenFile> files =
        appends.stream().flatMap(each -> write(each).files().stream()).toList();
    List<Ingested> told = appends.stream().map(each -> Writes.told(write(each))).toList();
    TableContent content = there.append(files, told);
    publisher.publish(name, content, files);
    appends.forEach(
        each -> each.answer().complete(Writes.result(name, write(each).files(), content)));
  }

  private static Change.Write write(Waiting waiting) {
    return (Change.Write) waiting.change();
  }

  /** Fails when the table is not there. */
  TableContent require() {
    return content()
        .orElseThrow(() ->
            new TadashiException(ErrorCode.UNKNOWN_TABLE, "there is no table '" + name + "'")
                .at("table", name.toString()));
  }
}
