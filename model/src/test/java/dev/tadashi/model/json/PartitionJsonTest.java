package dev.tadashi.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tadashi.model.table.FileSlice;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionJsonTest {
  private static final PartitionRef FILES = partition(StoreLocation.of("file:///data"));

  private static PartitionRef partition(StoreLocation store) {
    FileSlice slice = new FileSlice("a.parquet", "e1", 10, 0, 1, 1, 100, 10, 0);
    return new PartitionRef("id", new TableName("s", "t"), store, "parquet", List.of(slice));
  }

  @Test
  void theStoreTravelsWithAllThatOpeningItNeeds() {
    PartitionRef bucket =
        partition(
            new StoreLocation("s3://b/p", "http://127.0.0.1:9000", "eu-west-1", "profile:data"));
    assertThat(Json.readPeer(Json.bytes(bucket), PartitionRef.class)).isEqualTo(bucket);
    assertThat(Json.readPeer(Json.bytes(FILES), PartitionRef.class)).isEqualTo(FILES);
  }

  @Test
  void aRecordOfBeforeStoresHadLocationsIsRead() {
    String before =
        """
        {"id": "id", "table": "s.t", "store_uri": "file:///data", "format": "parquet", "slices": [
         {"path": "a.parquet", "etag": "e1", "size": 10, "first_row_group": 0, "row_groups": 1,
          "total_row_groups": 1, "rows": 100, "bytes": 10}]}
        """;
    byte[] json = before.getBytes(StandardCharsets.UTF_8);
    assertThat(Json.readPeer(json, PartitionRef.class)).isEqualTo(FILES);
  }
}
