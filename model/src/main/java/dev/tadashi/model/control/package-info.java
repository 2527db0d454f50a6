/**
 * Messages between the control plane and its workers: a worker reports all it holds, the control
 * plane orders all it wishes, the newest wins.
 */
@NullMarked
package dev.tadashi.model.control;

import org.jspecify.annotations.NullMarked;
