package dev.tadashi.server.managed;

import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.WrittenRows;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Schema;
import java.util.List;

/** The tables that this cluster writes. Every change is one atomic, synced commit. */
public interface ManagedTables {

  /**
   * Begins a write, before a row is taken. Name, mode and columns are checked: columns that the
   * table has and the write lacks must be nullable, types must be the table's or widen to them. An
   * upload is ended by {@link #commit} or {@link #abandon}.
   *
   * @param ingestId the same for a repeated write; IDEMPOTENCY_CONFLICT when it named another
   */
  Upload begin(TableName table, Schema columns, IngestMode mode, String ingestId);

  /**
   * Begins a write of what a statement makes: a repeat is one of the same statement, whatever rows
   * this makes by then.
   *
   * @param statement tells it from others
   */
  Upload begin(TableName table, Schema columns, IngestMode mode, String ingestId, String statement);

  /**
   * Makes the files visible, all or none; returns when that is durable. Without files a write still
   * makes, or empties, its table.
   */
  IngestResult commit(Upload upload, WrittenRows rows);

  /**
   * Makes files visible that hold the rows of several appends to one table: all of these, or none.
   * WRITE_CONFLICT when one of them is a repeat or cannot be added; then nothing has changed, and
   * each may be committed with files of its own.
   *
   * @return the answers, in the order of the parts
   */
  List<IngestResult> commit(List<Part> parts, List<WrittenFile> files);

  /** Gives a write up: none of its files was or will be visible, and these are removed. */
  void abandon(Upload upload, List<String> paths);

  /** Removes files of an upload that goes on, after a commit of them that changed nothing. */
  void discard(Upload upload, List<String> paths);

  /** The table's snapshot now; 0 when it has none. UNKNOWN_TABLE when it is no managed table. */
  long snapshot(TableName table);

  /**
   * Puts files in the place of others, whose rows they hold or some of them. WRITE_CONFLICT when
   * the table no longer has one of the others; then nothing has changed.
   *
   * @param upload under which the files were written
   * @param removed paths relative to the store's root
   */
  IngestResult replaceFiles(Upload upload, List<String> removed, List<WrittenFile> files);

  /** Removes the table; its files go when nobody reads them. */
  void drop(TableName table);

  /** Removes all rows; the answer counts them. */
  IngestResult truncate(TableName table);
}
