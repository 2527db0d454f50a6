/**
 * One mechanism for all settings. A record per concern names its settings by annotated components;
 * a settings file, the environment and flags flow in, each stronger than the one before, and
 * records flow out, with where each value came from. It knows no setting.
 */
@NullMarked
package dev.tadashi.flight.config;

import org.jspecify.annotations.NullMarked;
