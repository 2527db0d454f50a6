package dev.tadashi.engine.testing;

import dev.tadashi.engine.testing.RandomQueries.Both;
import java.util.Random;

/** Random aggregates of several columns, of some rows, of different values, and lists. */
final class RandomAggregates {
  private static final String[] PAIRS = {
    "corr",
    "covar_pop",
    "covar_samp",
    "regr_slope",
    "regr_intercept",
    "regr_r2",
    "regr_count",
    "regr_avgx",
    "regr_avgy",
    "regr_sxx",
    "regr_syy",
    "regr_sxy"
  };

  private RandomAggregates() {}

  private static String pick(Random random, String... options) {
    return options[random.nextInt(options.length)];
  }

  /** Not a number where DuckDB says so is null with us. */
  static Both pair(Random random, String name) {
    String call = pick(random, PAIRS);
    String sql = call + "(i32, i8)";
    return new Both(
        "{'fn':'" + call + "','args':[{'col':'i32'},{'col':'i8'}],'as':'" + name + "'}",
        "case when isnan(" + sql + "::double) then null else " + sql + " end as " + name);
  }

  static Both filtered(Random random, String name, String number, String any, Both where) {
    String call = pick(random, "count", "sum", "avg", "min", "max");
    String column = call.equals("sum") || call.equals("avg") ? number : any;
    return new Both(
        "{'fn':'"
            + call
            + "','column':'"
            + column
            + "','where':"
            + where.json()
            + ",'as':'"
            + name
            + "'}",
        call + "(" + column + ") filter (where " + where.sql() + ") as " + name);
  }

  static Both distinct(Random random, String name, String number) {
    String call = pick(random, "count", "sum", "avg");
    return new Both(
        "{'fn':'" + call + "','column':'" + number + "','distinct':true,'as':'" + name + "'}",
        call + "(distinct " + number + ") as " + name);
  }

  /** Aggregates by the order of the values, and of the bits. */
  static Both ordered(Random random, String name, String any) {
    String share = pick(random, "0", "0.1", "0.25", "0.5", "0.9", "1");
    String integer = pick(random, "i8", "i32", "i64", "u16", "u32");
    return switch (random.nextInt(4)) {
      case 0 -> {
        String bits = pick(random, "bit_and", "bit_or", "bit_xor");
        yield RandomQueries.call(bits, RandomQueries.column(integer), name, bits + "(%s)");
      }
      case 1 ->
          new Both(
              "{'fn':'quantile_cont','args':[{'col':'"
                  + integer
                  + "'},{'lit':"
                  + share
                  + "}],'as':'"
                  + name
                  + "'}",
              "quantile_cont(" + integer + "::double, " + share + ") as " + name);
      case 2 ->
          new Both(
              "{'fn':'quantile_disc','args':[{'col':'"
                  + any
                  + "'},{'lit':"
                  + share
                  + "}],'as':'"
                  + name
                  + "'}",
              "quantile_disc(" + any + ", " + share + ") as " + name);
      default -> {
        String h = "histogram(" + any + ")";
        yield RandomQueries.call(
            "mode",
            RandomQueries.column(any),
            name,
            "list_min(list_filter(map_keys("
                + h
                + "), lambda k: "
                + h
                + "[k] = list_max(map_values("
                + h
                + "))))");
      }
    };
  }

  /** Lists of the best values; where others decide, these never tie. */
  static Both best(Random random, String name, String any) {
    int n = 1 + random.nextInt(5);
    String call = pick(random, "min", "max");
    String by = call + "_by";
    return switch (random.nextInt(3)) {
      case 0 ->
          new Both(
              "{'fn':'"
                  + call
                  + "','args':[{'col':'"
                  + any
                  + "'},{'lit':"
                  + n
                  + "}],'as':'"
                  + name
                  + "'}",
              call + "(" + any + ", " + n + ") as " + name);
      case 1 ->
          new Both(
              "{'fn':'"
                  + by
                  + "','args':[{'col':'"
                  + any
                  + "'},{'col':'g'},{'lit':"
                  + n
                  + "}],'as':'"
                  + name
                  + "'}",
              by + "(" + any + ", g, " + n + ") as " + name);
      default ->
          new Both(
              "{'fn':'" + by + "','args':[{'col':'" + any + "'},{'col':'g'}],'as':'" + name + "'}",
              by + "(" + any + ", g) as " + name);
    };
  }
}
