package dev.tadashi.server.managed;

import dev.tadashi.catalog.ManagedCatalog;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.table.WrittenFile;
import dev.tadashi.tables.Ingested;
import dev.tadashi.tables.TableContent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Appends that share files: all of them are added, or none. */
record Parts(List<Part> parts, List<WrittenFile> files) {
  Parts {
    parts = List.copyOf(parts);
    files = List.copyOf(files);
  }

  /** WRITE_CONFLICT when one of them is a repeat, or is not to be added to the table as it is. */
  void check(Optional<TableContent> there, ManagedCatalog catalog) {
    Set<String> ids = new HashSet<>();
    for (Part part : parts) {
      Upload upload = part.upload();
      IngestMode mode = upload.mode();
      boolean again =
          !ids.add(upload.ingestId())
              || catalog.write(upload.table(), upload.ingestId()).isPresent();
      if (again || mode == IngestMode.CREATE || mode == IngestMode.REPLACE) {
        throw Writes.conflict(upload.table(), "the write is to be made alone");
      }
      Writes.checkAppend(upload, there);
    }
  }

  List<Ingested> told() {
    return parts.stream()
        .map(part ->
            new Ingested(
                part.upload().ingestId(),
                part.upload().request(),
                RowContent.text(part.upload().schema(), part.sum()),
                part.rows(),
                bytes(part),
                files.size()))
        .toList();
  }

  /** The answers, in the order of the parts. */
  List<IngestResult> answers(long snapshot) {
    return parts.stream()
        .map(part ->
            new IngestResult(
                part.upload().table(), part.rows(), bytes(part), files.size(), snapshot, false))
        .toList();
  }

  /** The part's share of the files. */
  private long bytes(Part part) {
    long rows = files.stream().mapToLong(WrittenFile::rows).sum();
    long bytes = files.stream().mapToLong(WrittenFile::size).sum();
    return rows == 0 ? 0 : Math.round((double) bytes * part.rows() / rows);
  }
}
