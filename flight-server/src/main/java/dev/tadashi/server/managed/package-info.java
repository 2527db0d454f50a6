/**
 * Managed tables as the control plane keeps them: uploads begin and are committed here, the
 * registry learns what a commit made visible, and what no reader needs any more is removed. It
 * knows no door and moves no rows.
 */
@NullMarked
package dev.tadashi.server.managed;

import org.jspecify.annotations.NullMarked;
