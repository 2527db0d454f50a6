package dev.tadashi.sql.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Statements made from good ones by mistakes: words lost, doubled, swapped, or from elsewhere. */
public final class Mutations {
  private static final Pattern WORDS =
      Pattern.compile(
          "'[^']*'|\"[^\"]*\"|[\\p{L}_$][\\p{L}\\p{N}_]*|[0-9.]+"
              + "|<=|>=|<>|!=|::|\\|\\||!?~\\*?|\\S");
  private static final List<String> STRAYS =
      List.of(
          "null",
          "*",
          "()",
          "(",
          ")",
          ",",
          "''",
          "-1",
          "9999999999999999999999",
          "1e400",
          "?",
          "$1",
          "::",
          "::int",
          "interval '1' day",
          "over ()",
          "distinct",
          "all",
          "(select 1)",
          "exists",
          "filter (where true)",
          "group by 1",
          "order by 1",
          "limit -1",
          "union",
          "except",
          "as x",
          "cast(null as date)",
          "row(1, 2)",
          "in (select id from flights)",
          "case",
          "end",
          "t.*",
          "grouping(carrier)",
          "rollup (carrier)",
          "array[1]",
          "unnest",
          "lateral",
          "values (1)",
          "with x as (select 1)",
          "join flights g on true",
          "\"\"",
          "--",
          "/*",
          ";",
          "\u0000",
          "😀");

  private static final Set<String> KEYWORDS =
      Set.of(
          ("select from where group by having order limit offset union except intersect all as and"
                  + " or not in is between like case when then else end with values distinct filter")
              .split(" "));

  private final Random random;
  private final List<List<String>> statements;
  private final List<String> words = new ArrayList<>(STRAYS);

  public Mutations(Random random, List<String> statements) {
    this.random = random;
    this.statements = statements.stream().map(Mutations::split).toList();
    this.statements.forEach(words::addAll);
  }

  private static List<String> split(String statement) {
    return WORDS.matcher(statement).results().map(MatchResult::group).toList();
  }

  /** One more. */
  public String next() {
    List<String> statement = new ArrayList<>(any(statements));
    int mistakes = 1 + random.nextInt(3);
    for (int i = 0; i < mistakes && !statement.isEmpty(); i++) {
      mistake(statement);
    }
    return String.join(" ", statement);
  }

  private void mistake(List<String> statement) {
    int at = random.nextInt(statement.size());
    if (random.nextInt(3) > 0) {
      statement.set(at, alike(statement.get(at)));
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> statement.remove(at);
      case 1 -> statement.add(at, statement.get(at));
      case 2 -> statement.set(at, any(words));
      case 3 -> statement.add(at, any(words));
      case 4 -> statement.add(at, any(STRAYS));
      case 5 -> statement.add(statement.remove(random.nextInt(statement.size())));
      case 6 -> statement.subList(at, statement.size()).clear();
      default -> {
        List<String> other = any(statements);
        statement.subList(at, statement.size()).clear();
        statement.addAll(other.subList(random.nextInt(other.size()), other.size()));
      }
    }
  }

  /** Another word of the same kind: name for name, constant for constant, sign for sign. */
  private String alike(String word) {
    for (int i = 0; i < 100; i++) {
      String other = any(words);
      if (kind(other) == kind(word) && !other.contains(" ")) {
        return other;
      }
    }
    return word;
  }

  private static int kind(String word) {
    char first = word.charAt(0);
    boolean keyword = KEYWORDS.contains(word.toLowerCase(Locale.ROOT));
    return keyword
        ? 0
        : Character.isLetter(first) ? 1 : Character.isDigit(first) ? 2 : first == '\'' ? 3 : 4;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
