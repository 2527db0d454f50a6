/**
 * The one operation registry: each operation has a name, a request and a response record, a line of
 * documentation and its error codes. Flight's DoAction and ListActions, the HTTP routes and
 * openapi.json are derived from it. It knows no transport.
 */
@NullMarked
package dev.tadashi.flight.op;

import org.jspecify.annotations.NullMarked;
