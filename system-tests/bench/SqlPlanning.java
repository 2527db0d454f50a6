import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.sql.SqlCatalog;
import dev.tadashi.sql.SqlPlanner;
import dev.tadashi.sql.SqlRelation;
import dev.tadashi.sql.SqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Times the planning of statements: {@code SqlPlanning QUERIES COLUMNS}, both files of one item a
 * line. Prints milliseconds as JSON: of the first statement, and medians when warm, with a text that
 * was never seen and from the cache.
 */
public final class SqlPlanning {
  private static final int ROUNDS = 30;
  private static final int MEASURED = 10;

  private SqlPlanning() {}

  private record OneTable(SqlRelation.Table table) implements SqlCatalog {
    @Override
    public long version() {
      return 1;
    }

    @Override
    public List<String> schemas() {
      return List.of("main");
    }

    @Override
    public List<String> relations(String schema) {
      return List.of(table.name().table());
    }

    @Override
    public Optional<SqlRelation> find(String schema, String name) {
      return name.equalsIgnoreCase(table.name().table()) ? Optional.of(table) : Optional.empty();
    }
  }

  public static void main(String[] args) throws IOException {
    List<String> queries = Files.readAllLines(Path.of(args[0]));
    List<Field> fields = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      String[] parts = line.split(" ", 2);
      fields.add(Field.of(parts[0], DataType.parse(parts[1])));
    }
    SqlCatalog catalog =
        new OneTable(new SqlRelation.Table(new TableName("main", "hits"), new Schema(fields)));
    SqlSession session = new SqlSession(List.of("main"), Instant.EPOCH, List.of());
    SqlPlanner planner = new SqlPlanner();
    double first = millis(planner, queries.getFirst(), catalog, session);
    List<Double> fresh = new ArrayList<>();
    List<Double> cached = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String query : queries) {
        String text = query + " ".repeat(round + 1);
        double unseen = millis(planner, text, catalog, session);
        double seen = millis(planner, text, catalog, session);
        if (round >= ROUNDS - MEASURED) {
          fresh.add(unseen);
          cached.add(seen);
        }
      }
    }
    System.out.printf(
        "{\"first\": %.3f, \"planned\": %.3f, \"cached\": %.3f}%n",
        first, median(fresh), median(cached));
  }

  private static double millis(
      SqlPlanner planner, String sql, SqlCatalog catalog, SqlSession session) {
    long begin = System.nanoTime();
    planner.plan(sql, catalog, session);
    return (System.nanoTime() - begin) / 1e6;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
