/**
 * Figures of the cluster for Prometheus: what the control plane counts itself, and what each worker
 * says of itself in its reports. It knows no transport.
 */
@NullMarked
package dev.tadashi.server.metric;

import org.jspecify.annotations.NullMarked;
