/** The measure of the code, which only ratchets down: lines per file and per method. */
@NullMarked
package dev.tadashi.system.size;

import org.jspecify.annotations.NullMarked;
