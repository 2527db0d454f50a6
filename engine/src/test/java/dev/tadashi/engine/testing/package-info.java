/** What the engine's tests share: tables made of Java values, and plans run as a cluster would. */
@NullMarked
package dev.tadashi.engine.testing;

import org.jspecify.annotations.NullMarked;
