/**
 * What a format is to the loader: something that describes a file and hands out rows in batches,
 * and what all formats need to do so. It knows neither a particular format nor partitions.
 */
@NullMarked
package dev.tadashi.formats.spi;

import org.jspecify.annotations.NullMarked;
