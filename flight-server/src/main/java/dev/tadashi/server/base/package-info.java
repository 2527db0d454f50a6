/**
 * What every part of the control plane is given: its configuration, its clock and the one place
 * where threads are made. It knows no other part.
 */
@NullMarked
package dev.tadashi.server.base;

import org.jspecify.annotations.NullMarked;
