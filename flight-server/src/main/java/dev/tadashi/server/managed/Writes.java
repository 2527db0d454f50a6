package dev.tadashi.server.managed;

import dev.tadashi.catalog.IngestRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.ingest.RowSum;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.tables.Ingested;
import dev.tadashi.tables.TableContent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a write asks for, does to its table, and answers. */
final class Writes {
  private Writes() {}

  /** Mode, columns and statement in words, the same for a repeat. */
  static String request(IngestMode mode, List<Field> columns, String statement) {
    return mode.wireName()
        + (statement.isEmpty() ? "" : " by the statement " + statement)
        + columns.stream()
            .map(column -> column.name() + " " + column.type().text())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /** The answer that the write had, when it is that write, with those rows. */
  static IngestResult first(IngestRecord known, Upload upload, RowSum rows) {
    IngestRecord first = first(known, upload.request(), upload.table());
    RowContent.requireSame(first, upload.schema(), rows);
    return first.result();
  }

  /** The write, when it is the one that is asked for. */
  static IngestRecord first(IngestRecord known, String request, TableName table) {
    if (!known.request().equals(request)) {
      throw new TadashiException(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              "the ingest id '%s' was used for another write".formatted(known.id()))
          .at("table", table.toString())
          .hint("it was: " + known.request());
    }
    return known;
  }

  /** Whether the write makes or replaces the table; TABLE_EXISTS when it may not. */
  static boolean isWhole(Upload upload, Optional<TableContent> there) {
    return switch (upload.mode()) {
      case CREATE -> {
        if (there.isPresent()) {
          throw exists(upload.table());
        }
        yield true;
      }
      case REPLACE -> true;
      case CREATE_APPEND -> there.isEmpty();
      case APPEND -> false;
    };
  }

  static void checkAppend(Upload upload, Optional<TableContent> there) {
    if (there.isEmpty()) {
      throw conflict(upload.table(), "it was dropped");
    } else if (!there.get().schema().equals(upload.schema())) {
      throw conflict(upload.table(), "it has other columns now");
    }
  }

  static TadashiException exists(TableName table) {
    return new TadashiException(ErrorCode.TABLE_EXISTS, "there is a table '" + table + "' already")
        .at("table", table.toString())
        .hint("append to it or replace it");
  }

  static TadashiException conflict(TableName table, String why) {
    return new TadashiException(
            ErrorCode.WRITE_CONFLICT,
            "the table '%s' was changed meanwhile: %s".formatted(table, why))
        .at("table", table.toString())
        .hint("write again");
  }

  static Ingested told(Change.Write write) {
    return new Ingested(
        write.upload().ingestId(),
        write.upload().request(),
        RowContent.text(write.upload().schema(), write.rows().all()),
        rows(write.files()),
        bytes(write.files()),
        write.files().size());
  }

  static IngestResult result(TableName table, List<WrittenFile> files, TableContent content) {
    return new IngestResult(
        table, rows(files), bytes(files), files.size(), content.snapshot(), false);
  }

  private static long rows(List<WrittenFile> files) {
    return files.stream().mapToLong(WrittenFile::rows).sum();
  }

  private static long bytes(List<WrittenFile> files) {
    return files.stream().mapToLong(WrittenFile::size).sum();
  }
}
