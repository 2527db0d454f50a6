package dev.tadashi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tadashi.model.error.ErrorClass;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.sql.testing.Flights;
import dev.tadashi.sql.testing.Mutations;
import dev.tadashi.sql.testing.TestCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Statements that somebody mangled are planned, or refused with a user's error that says something
 * of the statement: never with what went wrong inside a planner. {@code -Dtadashi.seed} repeats a
 * run, {@code -Dtadashi.mutations} makes it longer.
 */
class MutationTest {
  private static final int COUNT = Integer.getInteger("tadashi.mutations", 1_500);
  private static final List<String> INSIDE =
      List.of("Exception", "Error,", "AssertionError", "null", "org.apache", "dev.tadashi");

  /** Of the statement as a whole. */
  private static final Pattern PLACELESS =
      Pattern.compile("nested too deeply|^parameter \\d+ has no value|^LIMIT |^OFFSET ");

  private static final SqlSession SESSION =
      new SqlSession(List.of("main"), Instant.parse("2020-02-29T12:34:56Z"), List.of());

  private static final TestCatalog CATALOG = new TestCatalog();
  private final SqlPlanner planner = new SqlPlanner();

  @BeforeAll
  static void tables() {
    CATALOG
        .table("flights", Flights.schema())
        .view("late", "select carrier, dep_delay as delay from flights where dep_delay > 30")
        .view("late_by_carrier", "select carrier, count(*) n from late group by carrier");
  }

  private static List<String> statements() throws IOException {
    try (InputStream in = MutationTest.class.getResourceAsStream("/queries.sql")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("--") && !line.startsWith("=>"))
          .toList();
    }
  }

  @Test
  void mangledStatementsAreTheUsersErrors() throws IOException {
    long seed = Long.getLong("tadashi.seed", System.nanoTime());
    System.out.println("mutations: seed " + seed);
    Mutations mutations = new Mutations(new Random(seed), statements());
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < COUNT; i++) {
      String sql = mutations.next();
      outcomes.merge(outcome(sql, seed), 1, Integer::sum);
    }
    System.out.println("mutations: " + outcomes);
    assertThat(outcomes.getOrDefault("not handled", 0)).isLessThanOrEqualTo(COUNT / 1_000);
    assertThat(outcomes.getOrDefault("planned", 0)).isPositive();
    assertThat(outcomes.getOrDefault("SQL_SYNTAX", 0)).isPositive();
    assertThat(outcomes.getOrDefault("UNKNOWN_COLUMN", 0)).isPositive();
  }

  private String outcome(String sql, long seed) {
    try {
      planner.plan(sql, CATALOG, SESSION);
      return "planned";
    } catch (TadashiException e) {
      String message = e.detail().message();
      assertThat(e.code().errorClass()).as(sql + " (seed " + seed + ")").isEqualTo(ErrorClass.USER);
      assertThat(INSIDE.stream().filter(word -> !sql.contains(word) && message.contains(word)))
          .as(sql + " (seed " + seed + "): " + message)
          .isEmpty();
      if (message.startsWith(PlanningErrors.NOT_HANDLED)) {
        System.out.println("mutations: not handled: " + sql + ": " + e.getCause());
        return "not handled";
      }
      assertThat(e.detail().where().containsKey("line") || PLACELESS.matcher(message).find())
          .as(sql + " (seed " + seed + "): " + message + " names no place")
          .isTrue();
      return e.code().name();
    } catch (RuntimeException | Error e) {
      return fail(sql + " (seed " + seed + ")", e);
    }
  }

  @Test
  void deepNestingIsAUsersError() {
    for (String open : List.of("(", "abs(", "not ", "- ", "case when true then ", "(select ")) {
      for (int depth : new int[] {10, 1_000, 20_000}) {
        assertThat(outcome("select " + open.repeat(depth) + "1", 0)).isNotBlank();
        String closed = "select " + open.repeat(depth) + "1" + ")".repeat(depth);
        assertThat(outcome(closed, 0)).isNotBlank();
      }
    }
  }
}
