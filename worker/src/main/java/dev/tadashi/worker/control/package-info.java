/**
 * The link to the control plane: attach, report each second and at once, obey orders. It knows no
 * engine.
 */
@NullMarked
package dev.tadashi.worker.control;

import org.jspecify.annotations.NullMarked;
