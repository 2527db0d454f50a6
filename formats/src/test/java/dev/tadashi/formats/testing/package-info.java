/** Stores, files and values for the tests of formats. */
@NullMarked
package dev.tadashi.formats.testing;

import org.jspecify.annotations.NullMarked;
