/**
 * Arrow's IPC format, as a file and as a stream. Its messages are read here and not by Arrow's own
 * reader, because that takes memory for lengths that messages only claim, and reads columns that
 * nobody asked for; every length and offset is checked against the bytes that are there.
 */
@NullMarked
package dev.tadashi.formats.ipc;

import org.jspecify.annotations.NullMarked;
