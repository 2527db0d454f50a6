package dev.tadashi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.util.TableRef;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight SQL tells of the catalog, asked by Arrow's own client. */
final class FlightSqlMetadataTest {
  @TempDir Path dir;

  private ServerFixture server;
  private FlightSqlClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerFixture(dir);
    server.worker();
    server.store("sales.parquet", "sales_old.parquet", "returns.parquet", "bad.parquet");
    client = new FlightSqlClient(server.flight());
    server.sql("CREATE VIEW main.long AS SELECT carrier, distance * 2 AS twice FROM shop.sales");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private List<List<Object>> rows(FlightInfo info) {
    assertThat(info.getEndpoints()).hasSize(1);
    List<List<Object>> rows = new ArrayList<>();
    try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket())) {
      assertThat(stream.getSchema()).isEqualTo(info.getSchemaOptional().orElseThrow());
      while (stream.next()) {
        add(stream.getRoot(), rows);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private static void add(VectorSchemaRoot root, List<List<Object>> rows) {
    for (int row = 0; row < root.getRowCount(); row++) {
      List<Object> values = new ArrayList<>();
      for (FieldVector vector : root.getFieldVectors()) {
        Object value = vector.getObject(row);
        values.add(value instanceof byte[] || value == null ? value : value.toString());
      }
      rows.add(values);
    }
  }

  private static Schema schema(Object bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream((byte[]) bytes);
    return MessageSerializer.deserializeSchema(new ReadChannel(Channels.newChannel(in)));
  }

  @Test
  void thereIsOneCatalogWithTheStoresAsSchemas() {
    assertThat(rows(client.getCatalogs())).containsExactly(List.of("tadashi"));
    assertThat(rows(client.getSchemas(null, null)))
        .containsExactly(
            List.of("tadashi", "information_schema"),
            List.of("tadashi", "main"),
            List.of("tadashi", "shop"),
            List.of("tadashi", "system"));
    assertThat(rows(client.getSchemas("tadashi", "s_o%")))
        .containsExactly(List.of("tadashi", "shop"));
    assertThat(rows(client.getSchemas("other", null))).isEmpty();
    assertThat(rows(client.getSchemas("", null))).isEmpty();
  }

  @Test
  void tablesAreFoundByPatternsAndKinds() {
    assertThat(rows(client.getTables(null, "shop", "sales%", null, false)))
        .containsExactly(
            List.of("tadashi", "shop", "sales", "TABLE"),
            List.of("tadashi", "shop", "sales_old", "TABLE"));
    assertThat(rows(client.getTables(null, "shop", "sales\\_old", null, false))).hasSize(1);
    assertThat(rows(client.getTables(null, "shop", "sales\\_ol_", null, false))).hasSize(1);
    assertThat(rows(client.getTables(null, "shop", "sales\\_", null, false))).isEmpty();
    assertThat(rows(client.getTables(null, null, null, List.of("VIEW"), false)))
        .containsExactly(List.of("tadashi", "main", "long", "VIEW"));
    assertThat(rows(client.getTables(null, null, null, List.of("BASE TABLE"), false)))
        .containsExactlyElementsOf(rows(client.getTables(null, "shop", null, null, false)));
    assertThat(rows(client.getTables(null, "system", "tasks", null, false)))
        .containsExactly(List.of("tadashi", "system", "tasks", "SYSTEM TABLE"));
    assertThat(rows(client.getTables("other", null, null, null, true))).isEmpty();
    assertThat(rows(client.getTables(null, null, "SELECT * FROM \"t\" -- %\\", null, true)))
        .isEmpty();
  }

  @Test
  void aTablesSchemaTellsItsColumnsTypesAndOrigin() throws IOException {
    Schema sales =
        schema(rows(client.getTables(null, "shop", "sales", null, true)).getFirst().get(4));
    assertThat(sales.getFields())
        .extracting(Field::getName)
        .containsExactly("carrier", "distance", "delay");
    assertThat(sales.findField("distance").getMetadata())
        .containsEntry("ARROW:FLIGHT:SQL:CATALOG_NAME", "tadashi")
        .containsEntry("ARROW:FLIGHT:SQL:SCHEMA_NAME", "shop")
        .containsEntry("ARROW:FLIGHT:SQL:TABLE_NAME", "sales")
        .containsEntry("ARROW:FLIGHT:SQL:TYPE_NAME", "BIGINT")
        .containsEntry("ARROW:FLIGHT:SQL:PRECISION", "19")
        .containsEntry("ARROW:FLIGHT:SQL:SCALE", "0")
        .containsEntry("ARROW:FLIGHT:SQL:IS_AUTO_INCREMENT", "0")
        .containsEntry("ARROW:FLIGHT:SQL:IS_READ_ONLY", "1")
        .containsEntry("ARROW:FLIGHT:SQL:IS_SEARCHABLE", "1");
    Schema view =
        schema(rows(client.getTables(null, "main", "long", null, true)).getFirst().get(4));
    assertThat(view.getFields()).extracting(Field::getName).containsExactly("carrier", "twice");
  }

  @Test
  void aTableThatCannotBeReadAndAViewThatLostItsTableAreListedWithoutColumns() throws IOException {
    List<List<Object>> bad = rows(client.getTables(null, "shop", "bad", null, true));
    assertThat(schema(bad.getFirst().get(4)).getFields()).isEmpty();
    server.call("DropObjectStore", "{\"name\": \"shop\"}");
    List<List<Object>> view = rows(client.getTables(null, "main", "long", null, true));
    assertThat(schema(view.getFirst().get(4)).getFields()).isEmpty();
  }

  @Test
  void thereAreNoKeysButTheirColumnsAre() {
    TableRef sales = TableRef.of("tadashi", "shop", "sales");
    assertThat(rows(client.getPrimaryKeys(sales))).isEmpty();
    assertThat(rows(client.getExportedKeys(sales))).isEmpty();
    assertThat(rows(client.getImportedKeys(sales))).isEmpty();
    assertThat(rows(client.getCrossReference(sales, sales))).isEmpty();
    assertThat(client.getPrimaryKeysSchema().getSchema())
        .isEqualTo(Schemas.GET_PRIMARY_KEYS_SCHEMA);
    assertThat(client.getCrossReferenceSchema().getSchema())
        .isEqualTo(Schemas.GET_CROSS_REFERENCE_SCHEMA);
  }

  @Test
  void typesAndKindsOfTablesAreListed() {
    assertThat(rows(client.getTableTypes()))
        .containsExactly(List.of("SYSTEM TABLE"), List.of("TABLE"), List.of("VIEW"));
    List<List<Object>> types = rows(client.getXdbcTypeInfo());
    assertThat(types).extracting(row -> Integer.parseInt((String) row.get(1))).isSorted();
    assertThat(types)
        .extracting(List::getFirst)
        .contains("BIGINT", "DECIMAL", "VARCHAR", "TIMESTAMP WITH TIME ZONE");
    assertThat(rows(client.getXdbcTypeInfo(93)))
        .extracting(List::getFirst)
        .containsExactly("TIMESTAMP", "TIMESTAMP WITH TIME ZONE");
    assertThat(rows(client.getXdbcTypeInfo(1_111))).isEmpty();
  }

  /** Every type that is listed can be named in a statement. */
  @Test
  void aStatementCanNameEachOfTheTypes() {
    for (List<Object> type : rows(client.getXdbcTypeInfo())) {
      FlightInfo info = client.execute("SELECT CAST(NULL AS " + type.getFirst() + ") AS x");
      Field field = info.getSchemaOptional().orElseThrow().findField("x");
      assertThat(field.getMetadata().get("ARROW:FLIGHT:SQL:TYPE_NAME")).isEqualTo(type.getFirst());
    }
  }

  @Test
  void everyPropertyHasAValueOfItsType() {
    Map<Integer, Object> all = properties();
    List<Integer> known =
        java.util.Arrays.stream(SqlInfo.values())
            .filter(info -> info != SqlInfo.UNRECOGNIZED)
            .map(SqlInfo::getNumber)
            .toList();
    assertThat(all.keySet()).containsExactlyElementsOf(known.stream().sorted().toList());
    assertThat(all.get(SqlInfo.FLIGHT_SQL_SERVER_NAME_VALUE)).hasToString("Tadashi-Mizu");
    assertThat(all.get(SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_VALUE)).isEqualTo(0);
    assertThat(all.get(SqlInfo.SQL_MAX_ROW_SIZE_VALUE)).isEqualTo(0L);
    assertThat(String.valueOf(all.get(SqlInfo.SQL_STRING_FUNCTIONS_VALUE)))
        .contains("\"upper\"")
        .doesNotContain("date_trunc");
    assertThat(String.valueOf(all.get(SqlInfo.SQL_DATETIME_FUNCTIONS_VALUE)))
        .contains("date_trunc");
    assertThat(String.valueOf(all.get(SqlInfo.SQL_NUMERIC_FUNCTIONS_VALUE))).contains("\"sqrt\"");
    assertThat(properties(SqlInfo.SQL_KEYWORDS, SqlInfo.SQL_IDENTIFIER_QUOTE_CHAR))
        .containsEntry(504, new org.apache.arrow.vector.util.Text("\""))
        .hasSize(2);
  }

  private Map<Integer, Object> properties(SqlInfo... asked) {
    Map<Integer, Object> values = new TreeMap<>();
    FlightInfo info = client.getSqlInfo(asked);
    try (FlightStream stream = client.getStream(info.getEndpoints().getFirst().getTicket())) {
      while (stream.next()) {
        UInt4Vector names = (UInt4Vector) stream.getRoot().getVector(0);
        DenseUnionVector union = (DenseUnionVector) stream.getRoot().getVector(1);
        for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
          values.put(names.get(row), union.getObject(row));
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return values;
  }
}
