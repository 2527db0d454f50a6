/**
 * Formats that the native reader knows: Parquet and ORC. Files are checked here before native code
 * sees them, as far as that is possible without decoding them.
 */
@NullMarked
package dev.tadashi.formats.dataset;

import org.jspecify.annotations.NullMarked;
