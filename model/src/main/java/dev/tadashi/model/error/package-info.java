/**
 * The one table of numbered error codes and the exception that carries a code over every hop. A
 * code and its context flow in; what was wrong, where and what to do flow out. It knows no
 * transport.
 */
@NullMarked
package dev.tadashi.model.error;

import org.jspecify.annotations.NullMarked;
