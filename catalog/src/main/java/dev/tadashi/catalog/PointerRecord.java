package dev.tadashi.catalog;

import dev.tadashi.model.table.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which metadata file of a managed table is the current one.
 *
 * @param metadata relative to the store's root; null when the table was dropped and its files are
 *     still there
 */
public record PointerRecord(TableName table, @Nullable String metadata, Instant changed) {}
