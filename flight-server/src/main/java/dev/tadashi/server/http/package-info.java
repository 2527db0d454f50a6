/**
 * The HTTP door: routes and their documentation are derived from the operation registry, errors are
 * problem documents, results are JSON or Arrow streams.
 */
@NullMarked
package dev.tadashi.server.http;

import org.jspecify.annotations.NullMarked;
