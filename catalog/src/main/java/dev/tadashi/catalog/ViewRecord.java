package dev.tadashi.catalog;

import dev.tadashi.model.table.TableName;
import java.time.Instant;

/** A view: a query under a name. */
public record ViewRecord(TableName name, String query, Instant created) {}
