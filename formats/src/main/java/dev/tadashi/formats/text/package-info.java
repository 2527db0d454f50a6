/**
 * Formats made of lines of text: values with separators, and JSON lines; plain, gzip or zstd. Types
 * are inferred over the whole file when it is inspected; loading then reads each value straight as
 * the table's type. Plain files are cut at the ends of records, so that parts load side by side.
 */
@NullMarked
package dev.tadashi.formats.text;

import org.jspecify.annotations.NullMarked;
