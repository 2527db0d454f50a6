package dev.tadashi.server.table;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.model.cluster.StoreRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the table that a name means: {@code store.table}, or the first table of that name along the
 * session's search path.
 */
public final class TableResolver {
  private final TableRegistry registry;

  public TableResolver(TableRegistry registry) {
    this.registry = registry;
  }

  /** The table, in whatever state; UNKNOWN_TABLE when there is none. */
  public StoredTable find(String name, Optional<SessionRecord> session) {
    return qualified(name).or(() -> alongPath(name, session)).orElseThrow(() -> unknown(name));
  }

  /** The table, ready to be read. */
  public StoredTable ready(String name, Optional<SessionRecord> session) {
    return ready(find(name, session));
  }

  /** The table of that full name, ready to be read. */
  public StoredTable ready(TableName name) {
    return ready(registry.find(name).orElseThrow(() -> unknown(name.toString())));
  }

  /** The table of that full name, in any state; none when it is not there any more. */
  public Optional<StoredTable> known(TableName name) {
    return registry.find(name);
  }

  private static StoredTable ready(StoredTable table) {
    return switch (table.record().state()) {
      case READY -> table;
      case PENDING ->
          throw new TadashiException(
                  ErrorCode.TABLE_PENDING,
                  "no worker has inspected the table '" + table.record().name() + "' yet")
              .at("table", table.record().name().toString())
              .hint("it is inspected as soon as a worker is attached");
      case FAILED -> throw failed(table);
    };
  }

  private Optional<StoredTable> qualified(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 || dot == name.length() - 1
        ? Optional.empty()
        : registry.find(TableName.parse(name));
  }

  private Optional<StoredTable> alongPath(String name, Optional<SessionRecord> session) {
    @Nullable List<String> path = session.map(SessionRecord::searchPath).orElse(null);
    Stream<String> stores =
        path == null ? registry.stores().stream().map(StoreRecord::name) : path.stream();
    return stores
        .map(store -> registry.find(new TableName(store, name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static TadashiException failed(StoredTable table) {
    @Nullable ErrorDetail why = table.record().error();
    TadashiException failure =
        new TadashiException(
                ErrorCode.TABLE_FAILED,
                "the table '"
                    + table.record().name()
                    + "' cannot be read"
                    + (why == null ? "" : ": " + why.message()))
            .at("table", table.record().name().toString())
            .hint("repair or remove the file, then list the tables with refresh");
    String file = why == null ? null : why.where().get("file");
    return file == null ? failure : failure.at("file", file);
  }

  private TadashiException unknown(String name) {
    List<String> some =
        registry.tables().stream().limit(20).map(table -> table.name().toString()).toList();
    String hint =
        some.isEmpty()
            ? "no table is known yet: register an object store"
            : "tables: " + String.join(", ", some);
    return new TadashiException(ErrorCode.UNKNOWN_TABLE, "there is no table '" + name + "'")
        .at("table", name)
        .hint(hint);
  }
}
