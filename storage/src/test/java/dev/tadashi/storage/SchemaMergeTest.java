package dev.tadashi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchemaMergeTest {
  private static final Field ID = new Field("id", SimpleType.INT32, false);
  private static final Field NAME = Field.of("name", SimpleType.VARCHAR);

  @Test
  void equalSchemasAreOneAndNullableWins() {
    Field nullableId = Field.of("id", SimpleType.INT32);
    assertThat(SchemaMerge.common(List.of(file("a", ID, NAME), file("b", nullableId, NAME))))
        .isEqualTo(new Schema(List.of(nullableId, NAME)));
  }

  @Test
  void theOddFileAndColumnAreNamed() {
    Field longId = Field.of("id", SimpleType.INT64);
    assertThatThrownBy(() ->
            SchemaMerge.common(
                List.of(file("odd", longId, NAME), file("b", ID, NAME), file("c", ID, NAME))))
        .hasMessageContainingAll("UNSUPPORTED", "'odd'", "column=id", "int64", "int32");
    assertThatThrownBy(() -> SchemaMerge.common(List.of(file("a", ID, NAME), file("short", ID))))
        .hasMessageContainingAll("'short'", "column=name", "no column");
  }

  private static FileInfo file(String path, Field... fields) {
    return new FileInfo(new TableFile(path, 1, "e"), new Schema(List.of(fields)), List.of());
  }
}
