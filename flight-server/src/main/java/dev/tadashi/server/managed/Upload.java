package dev.tadashi.server.managed;

import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A write that was begun: where its files go and what is in them.
 *
 * @param id names the upload; its files' names start with it, so that they are known for its own
 * @param schema the table's columns, all of which a file holds; what comes is widened to their
 *     types, and a column that does not come is null
 * @param store whose root the folder is relative to
 * @param folder where new files go, without a slash at the end
 * @param ingestId the client's name for the write, the same when it repeats it
 * @param request what is asked for, in words, the same when it is repeated
 * @param first when the write was committed before: nothing is to be written then, and its rows are
 *     only to be {@link #repeated}
 */
public record Upload(
    String id,
    TableName table,
    Schema schema,
    IngestMode mode,
    StoreLocation store,
    String folder,
    String ingestId,
    String request,
    @Nullable IngestRecord first) {

  /** The answer to a repeat; IDEMPOTENCY_CONFLICT when its rows are others. */
  public IngestResult repeated(RowSum rows) {
    IngestRecord known = Objects.requireNonNull(first, "a repeat has a first");
    RowContent.requireSame(known, schema, rows);
    return known.result().again();
  }

  /** IDEMPOTENCY_CONFLICT when a repeat has another number of rows. */
  public void requireRows(long rows) {
    RowContent.requireSame(Objects.requireNonNull(first, "a repeat has a first"), rows);
  }
}
