/**
 * What is inside the files: row groups and schema of a file, and partitions as the engine's
 * columns. Files of a store and partition records flow in; file descriptions and columns flow out,
 * or an error that names the file. The native reader is loaded here and nowhere else, so only
 * workers may use this package; it must not know plans, tasks or the network.
 */
@NullMarked
package dev.tadashi.formats;

import org.jspecify.annotations.NullMarked;
