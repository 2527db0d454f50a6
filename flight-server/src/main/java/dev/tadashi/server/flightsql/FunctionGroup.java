package dev.tadashi.server.flightsql;

import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.function.Signature;
import dev.tadashi.model.function.Signature.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The groups in which clients ask for functions; a function's is found by what it takes. */
enum FunctionGroup {
  DATE_TIME,
  NUMERIC,
  TEXT,
  SYSTEM;

  private static final Set<Kind> MOMENTS = Set.of(Kind.DATE, Kind.TIMESTAMP, Kind.TEMPORAL);

  /** The names of the registry's functions in this group; operators are left out. */
  List<String> names() {
    return Arrays.stream(ScalarFunction.values())
        .filter(function -> function.signature().filter(s -> of(s) == this).isPresent())
        .flatMap(function -> function.names().stream())
        .filter(name -> Character.isLetter(name.charAt(0)))
        .sorted()
        .toList();
  }

  private static FunctionGroup of(Signature signature) {
    List<Kind> params = signature.params();
    if (MOMENTS.contains(signature.result()) || params.stream().anyMatch(MOMENTS::contains)) {
      return DATE_TIME;
    } else if (signature.result() == Kind.TEXT || params.contains(Kind.TEXT)) {
      return TEXT;
    }
    return params.contains(Kind.ANY) ? SYSTEM : NUMERIC;
  }
}
