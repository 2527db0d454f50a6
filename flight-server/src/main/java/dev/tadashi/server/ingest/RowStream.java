package dev.tadashi.server.ingest;

import dev.tadashi.model.type.Schema;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Rows to be written, batch by batch. */
public interface RowStream {

  /** The columns as clients know them: of a coded one the type of its entries. */
  Schema columns();

  /** One root for all batches; each {@link #next} fills it anew. */
  VectorSchemaRoot root();

  /** Entries of coded columns, as they are for the batch that is in the root. */
  DictionaryProvider dictionaries();

  /** Loads the next batch; false at the end. A batch may have no rows. */
  boolean next();
}
