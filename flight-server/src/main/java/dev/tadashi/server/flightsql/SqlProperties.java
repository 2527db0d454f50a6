package dev.tadashi.server.flightsql;

import static org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo.*;

import dev.tadashi.flight.process.ProcessMain;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlOuterJoinsSupportLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedGroupBy;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetConcurrency;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetType;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlTransactionIsolationLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedSqlGrammar;
import org.apache.arrow.vector.BaseValueVector;

/**
 * Every property that the protocol has a number for, and no other: clients keep them by number and
 * fail on one that they lack or do not know. The type of a value is part of the protocol: text,
 * bool, int64, bits as int32, list of texts, or map.
 */
final class SqlProperties {
  private static final int LONGEST_STATEMENT = 16 << 20;
  private static final long NO_LIMIT = 0;

  private final Map<Integer, Object> values = new TreeMap<>();

  private SqlProperties() {}

  static Map<Integer, Object> all() {
    SqlProperties properties = new SqlProperties();
    properties.server();
    properties.syntax();
    properties.functions();
    properties.queries();
    properties.catalogs();
    properties.limits();
    properties.transactions();
    properties.results();
    return properties.values;
  }

  private void set(SqlInfo property, Object value) {
    values.put(property.getNumber(), value);
  }

  private void yes(SqlInfo... properties) {
    for (SqlInfo property : properties) {
      set(property, true);
    }
  }

  private void no(SqlInfo... properties) {
    for (SqlInfo property : properties) {
      set(property, false);
    }
  }

  private static int bit(int number) {
    return 1 << number;
  }

  private void server() {
    set(FLIGHT_SQL_SERVER_NAME, "Tadashi-Mizu");
    set(FLIGHT_SQL_SERVER_VERSION, ProcessMain.VERSION);
    set(FLIGHT_SQL_SERVER_ARROW_VERSION, arrowVersion());
    set(FLIGHT_SQL_SERVER_SUBSTRAIT_MIN_VERSION, "");
    set(FLIGHT_SQL_SERVER_SUBSTRAIT_MAX_VERSION, "");
    set(
        FLIGHT_SQL_SERVER_TRANSACTION,
        SqlSupportedTransaction.SQL_SUPPORTED_TRANSACTION_NONE_VALUE);
    set(FLIGHT_SQL_SERVER_STATEMENT_TIMEOUT, 0);
    set(FLIGHT_SQL_SERVER_TRANSACTION_TIMEOUT, 0);
    yes(FLIGHT_SQL_SERVER_SQL, FLIGHT_SQL_SERVER_CANCEL, FLIGHT_SQL_SERVER_BULK_INGESTION);
    no(
        FLIGHT_SQL_SERVER_SUBSTRAIT,
        FLIGHT_SQL_SERVER_READ_ONLY,
        FLIGHT_SQL_SERVER_INGEST_TRANSACTIONS_SUPPORTED);
  }

  private static String arrowVersion() {
    String version = BaseValueVector.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  private void syntax() {
    set(SQL_IDENTIFIER_CASE, number(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_LOWERCASE));
    set(
        SQL_QUOTED_IDENTIFIER_CASE,
        number(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE));
    set(SQL_NULL_ORDERING, (long) SqlNullOrdering.SQL_NULLS_SORTED_HIGH_VALUE);
    set(SQL_IDENTIFIER_QUOTE_CHAR, "\"");
    set(SQL_SEARCH_STRING_ESCAPE, "\\");
    set(SQL_EXTRA_NAME_CHARACTERS, "");
    set(SQL_SUPPORTED_GRAMMAR, bit(SupportedSqlGrammar.SQL_MINIMUM_GRAMMAR_VALUE));
    set(SQL_ANSI92_SUPPORTED_LEVEL, 0);
    yes(SQL_SUPPORTS_LIKE_ESCAPE_CLAUSE, SQL_NULL_PLUS_NULL_IS_NULL);
  }

  private static long number(SqlSupportedCaseSensitivity value) {
    return value.getNumber();
  }

  private void functions() {
    set(
        SQL_KEYWORDS,
        List.of("describe", "exclude", "explain", "ilike", "replace", "reset", "show", "try_cast"));
    set(SQL_NUMERIC_FUNCTIONS, FunctionGroup.NUMERIC.names());
    set(SQL_STRING_FUNCTIONS, FunctionGroup.TEXT.names());
    set(SQL_SYSTEM_FUNCTIONS, FunctionGroup.SYSTEM.names());
    set(SQL_DATETIME_FUNCTIONS, FunctionGroup.DATE_TIME.names());
    set(SQL_SUPPORTS_CONVERT, Map.of());
    no(SQL_STORED_PROCEDURES_SUPPORTED, SQL_STORED_FUNCTIONS_USING_CALL_SYNTAX_SUPPORTED);
  }

  private void queries() {
    set(SQL_SUPPORTED_GROUP_BY, bit(SqlSupportedGroupBy.SQL_GROUP_BY_UNRELATED_VALUE));
    set(SQL_OUTER_JOINS_SUPPORT_LEVEL, bit(SqlOuterJoinsSupportLevel.SQL_JOINS_UNSUPPORTED_VALUE));
    set(SQL_SUPPORTED_SUBQUERIES, 0);
    set(SQL_SUPPORTED_UNIONS, 0);
    set(SQL_SUPPORTED_POSITIONED_COMMANDS, 0);
    yes(
        SQL_SUPPORTS_COLUMN_ALIASING,
        SQL_SUPPORTS_TABLE_CORRELATION_NAMES,
        SQL_SUPPORTS_EXPRESSIONS_IN_ORDER_BY,
        SQL_SUPPORTS_ORDER_BY_UNRELATED,
        SQL_SUPPORTS_NON_NULLABLE_COLUMNS,
        SQL_ALL_TABLES_ARE_SELECTABLE);
    no(
        SQL_SUPPORTS_DIFFERENT_TABLE_CORRELATION_NAMES,
        SQL_SUPPORTS_INTEGRITY_ENHANCEMENT_FACILITY,
        SQL_SELECT_FOR_UPDATE_SUPPORTED,
        SQL_CORRELATED_SUBQUERIES_SUPPORTED);
  }

  private void catalogs() {
    set(SQL_SCHEMA_TERM, "object store");
    set(SQL_CATALOG_TERM, "catalog");
    set(SQL_PROCEDURE_TERM, "procedure");
    set(SQL_SCHEMAS_SUPPORTED_ACTIONS, 0);
    set(SQL_CATALOGS_SUPPORTED_ACTIONS, 0);
    yes(SQL_CATALOG_AT_START);
    no(SQL_DDL_CATALOG, SQL_DDL_SCHEMA, SQL_DDL_TABLE);
  }

  private void limits() {
    for (SqlInfo unlimited :
        List.of(
            SQL_MAX_BINARY_LITERAL_LENGTH,
            SQL_MAX_CHAR_LITERAL_LENGTH,
            SQL_MAX_COLUMN_NAME_LENGTH,
            SQL_MAX_COLUMNS_IN_GROUP_BY,
            SQL_MAX_COLUMNS_IN_INDEX,
            SQL_MAX_COLUMNS_IN_ORDER_BY,
            SQL_MAX_COLUMNS_IN_SELECT,
            SQL_MAX_COLUMNS_IN_TABLE,
            SQL_MAX_CONNECTIONS,
            SQL_MAX_CURSOR_NAME_LENGTH,
            SQL_MAX_INDEX_LENGTH,
            SQL_DB_SCHEMA_NAME_LENGTH,
            SQL_MAX_PROCEDURE_NAME_LENGTH,
            SQL_MAX_CATALOG_NAME_LENGTH,
            SQL_MAX_ROW_SIZE,
            SQL_MAX_STATEMENTS,
            SQL_MAX_TABLE_NAME_LENGTH,
            SQL_MAX_USERNAME_LENGTH)) {
      set(unlimited, NO_LIMIT);
    }
    set(SQL_MAX_TABLES_IN_SELECT, NO_LIMIT);
    set(SQL_MAX_STATEMENT_LENGTH, (long) LONGEST_STATEMENT);
    yes(SQL_MAX_ROW_SIZE_INCLUDES_BLOBS);
  }

  private void transactions() {
    set(
        SQL_DEFAULT_TRANSACTION_ISOLATION,
        (long) SqlTransactionIsolationLevel.SQL_TRANSACTION_NONE_VALUE);
    set(SQL_SUPPORTED_TRANSACTIONS_ISOLATION_LEVELS, 0);
    no(
        SQL_TRANSACTIONS_SUPPORTED,
        SQL_SAVEPOINTS_SUPPORTED,
        SQL_DATA_DEFINITION_CAUSES_TRANSACTION_COMMIT,
        SQL_DATA_DEFINITIONS_IN_TRANSACTIONS_IGNORED);
  }

  private void results() {
    int readOnly = bit(SqlSupportedResultSetConcurrency.SQL_RESULT_SET_CONCURRENCY_READ_ONLY_VALUE);
    set(
        SQL_SUPPORTED_RESULT_SET_TYPES,
        bit(SqlSupportedResultSetType.SQL_RESULT_SET_TYPE_FORWARD_ONLY_VALUE));
    set(SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_UNSPECIFIED, readOnly);
    set(SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_FORWARD_ONLY, readOnly);
    set(SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_SCROLL_SENSITIVE, 0);
    set(SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_SCROLL_INSENSITIVE, 0);
    no(SQL_BATCH_UPDATES_SUPPORTED, SQL_NAMED_PARAMETERS_SUPPORTED, SQL_LOCATORS_UPDATE_COPY);
  }
}
