package dev.tadashi.flight.config;

/**
 * A value that somebody gave.
 *
 * @param origin where, for people: {@code flag --http-port}, {@code server.properties line 3}
 */
record Given(String name, String text, String origin) {}
