/**
 * Sessions: a request without an id goes in, an id that every door understands comes out, and later
 * the search path of that id. It knows no door.
 */
@NullMarked
package dev.tadashi.server.session;

import org.jspecify.annotations.NullMarked;
