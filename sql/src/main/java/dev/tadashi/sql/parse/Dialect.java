package dev.tadashi.sql.parse;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** Babel's leniency, without what gives wrong answers or hides errors. */
public final class Dialect extends SqlDelegatingConformance {
  public static final SqlConformance INSTANCE = new Dialect();

  private Dialect() {
    super(SqlConformanceEnum.BABEL);
  }

  /** As PostgreSQL; Calcite's check of it fails on calls with a null operand. */
  @Override
  public boolean isNonStrictGroupBy() {
    return false;
  }

  /** As PostgreSQL: an item of the select list does not see the others' names. */
  @Override
  public SelectAliasLookup isSelectAlias() {
    return SelectAliasLookup.UNSUPPORTED;
  }

  @Override
  public boolean allowExplicitRowValueConstructor() {
    return true;
  }

  @Override
  public boolean isSortByAliasObscures() {
    return true;
  }
}
