package dev.tadashi.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectVisitor;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3StoreTest {
  private static S3Server server;

  @BeforeAll
  static void startServer() throws Exception {
    server = new S3Server();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Test
  void listsPageByPageAndLeavesOutFoldersThatAreNotWanted() {
    IntStream.range(0, 1_205).forEach(i -> server.put("pages/in/f%04d.csv".formatted(i), bytes(1)));
    server.put("pages/out/x.csv", bytes(1));
    server.put("pages/z.csv", bytes(3));
    server.put("pages/folder-marker/", new byte[0]);
    try (ObjectStore store = server.open("s3://test-bucket/pages")) {
      Seen seen = new Seen("out");
      store.list("", seen);
      assertThat(seen.folders).containsExactly("in", "out");
      assertThat(seen.files).hasSize(1_206).extracting(TableFile::path).endsWith("z.csv");
      assertThat(seen.files.getLast().size()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"with space.csv", "ünï/日本.csv", "100%.csv", "a+b.csv", "q?x=1&y#z.csv", "%41.csv"})
  void readsKeysOfAnyName(String key) {
    byte[] content = bytes(100);
    server.put("names/" + key, content);
    try (ObjectStore store = server.open("s3://test-bucket/names")) {
      TableFile file = find(store, key);
      assertThat(read(store, file, 0, 100)).isEqualTo(content);
      store.verify(file);
    }
  }

  @Test
  void readsTheRangeThatIsAskedFor() {
    byte[] content = bytes(300_000);
    server.put("ranges/a", content);
    try (ObjectStore store = server.open("s3://test-bucket/ranges")) {
      byte[] part = read(store, find(store, "a"), 131_000, 70_000);
      assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(content, 131_000, 201_000));
    }
  }

  @Test
  void anObjectThatWasReplacedIsNoticed() {
    server.put("changed/a", bytes(50));
    try (ObjectStore store = server.open("s3://test-bucket/changed")) {
      TableFile listed = find(store, "a");
      server.put("changed/a", bytes(50));
      assertThat(failure(() -> read(store, listed, 0, 50)).code())
          .isEqualTo(ErrorCode.FILE_CHANGED);
      assertThat(failure(() -> store.verify(listed)).code()).isEqualTo(ErrorCode.FILE_CHANGED);
      server.delete("changed/a");
      assertThat(failure(() -> read(store, listed, 0, 50)).code())
          .isEqualTo(ErrorCode.FILE_NOT_FOUND);
      assertThat(failure(() -> store.verify(listed)).code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    }
  }

  @Test
  void aMissingBucketIsNamed() {
    try (ObjectStore store = server.open("s3://no-such-bucket")) {
      TadashiException failure = failure(() -> store.list("", new Seen("")));
      assertThat(failure.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
      assertThat(failure).hasMessageContaining("no-such-bucket");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"env:BAD", "anonymous"})
  void aStoreThatMayNotBeReadSaysSo(String credentials) {
    try (ObjectStore store = S3Server.open("s3://test-bucket", server.port(), credentials)) {
      assertThat(failure(() -> store.list("", new Seen(""))).code())
          .isEqualTo(ErrorCode.STORE_DENIED);
    }
  }

  @Test
  void anEmptyPlaceHoldsNothing() {
    try (ObjectStore store = server.open("s3://test-bucket/nothing/here")) {
      Seen seen = new Seen("");
      store.list("", seen);
      assertThat(seen.files).isEmpty();
    }
  }

  @Test
  void aBusyServerIsAskedAgain() throws Exception {
    server.put("busy/a", bytes(10));
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.open("s3://test-bucket/busy", link.port(), "env:GOOD")) {
      link.next(2, new FaultyLink.Answer(503));
      link.next(1, new FaultyLink.Answer(500));
      assertThat(read(store, find(store, "a"), 0, 10)).hasSize(10);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {50, 400, 700})
  void aListingThatBreaksOffIsAskedForAgain(long bytes) throws Exception {
    for (int i = 0; i < 5; i++) {
      server.put("listed/" + i, bytes(10));
    }
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.open("s3://test-bucket/listed", link.port(), "env:GOOD")) {
      link.next(2, new FaultyLink.CutAfter(bytes));
      Seen seen = new Seen("");
      store.list("", seen);
      assertThat(seen.files).hasSize(5);
    }
  }

  @Test
  void aBodyThatBreaksOffIsGoneOnWith() throws Exception {
    byte[] content = bytes(400_000);
    server.put("cut/a", content);
    try (ObjectStore direct = server.open("s3://test-bucket/cut");
        FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.open("s3://test-bucket/cut", link.port(), "env:GOOD")) {
      TableFile file = find(direct, "a");
      link.next(4, new FaultyLink.CutAfter(90_000));
      assertThat(read(store, file, 0, content.length)).isEqualTo(content);
    }
  }

  @Test
  void aBodyThatBreaksOffForEverIsAnErrorThatNamesTheFile() throws Exception {
    server.put("dead/a", bytes(4_000));
    try (ObjectStore direct = server.open("s3://test-bucket/dead");
        FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.open("s3://test-bucket/dead", link.port(), "env:GOOD")) {
      TableFile file = find(direct, "a");
      link.always(new FaultyLink.CutAfter(100));
      TadashiException failure = failure(() -> read(store, file, 0, 4_000));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(failure.detail().where()).containsEntry("file", "a");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    int port;
    try (ServerSocket unused = new ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    try (ObjectStore store = S3Server.open("s3://test-bucket", port, "env:GOOD")) {
      TadashiException failure = failure(() -> store.list("", new Seen("")));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(failure).hasMessageContaining("s3://test-bucket");
    }
  }

  @Test
  void aSlowServerIsWaitedForWhileBytesCome() throws Exception {
    byte[] content = bytes(40_000);
    server.put("slow/a", content);
    try (ObjectStore direct = server.open("s3://test-bucket/slow");
        FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.openImpatient("s3://test-bucket/slow", link.port())) {
      TableFile file = find(direct, "a");
      link.always(new FaultyLink.Slow(2_000, 50));
      assertThat(read(store, file, 0, content.length)).isEqualTo(content);
    }
  }

  @Test
  void aSilentServerIsAskedAgainAndThenNamed() throws Exception {
    server.put("silent/a", bytes(10));
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.openImpatient("s3://test-bucket/silent", link.port())) {
      link.next(2, new FaultyLink.Silent());
      assertThat(read(store, find(store, "a"), 0, 10)).hasSize(10);
    }
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.openImpatient("s3://test-bucket/silent", link.port())) {
      link.always(new FaultyLink.Silent());
      TadashiException failure = failure(() -> store.list("", new Seen("")));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(failure).hasMessageContaining("s3://test-bucket/silent");
    }
  }

  @ParameterizedTest
  @CsvSource({"500, InternalError", "503, SlowDown"})
  void aServerThatAlwaysFailsIsNamedWithItsAnswer(int status, String code) throws Exception {
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.openImpatient("s3://test-bucket", link.port())) {
      link.always(new FaultyLink.Answer(status, "<Error><Code>" + code + "</Code></Error>"));
      TadashiException failure = failure(() -> store.list("", new Seen("")));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(failure).hasMessageContainingAll("s3://test-bucket", status + " " + code);
    }
  }

  /**
   * What Amazon answers to a request that was signed for, or sent to, a region without the bucket.
   */
  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, The bucket must be addressed using the specified endpoint",
    "400, AuthorizationHeaderMalformed, the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    "400, IllegalLocationConstraintException, The region is incompatible"
  })
  void aBucketOfAnotherRegionIsNamed(int status, String code, String message) throws Exception {
    String body = "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.open("s3://test-bucket", link.port(), "env:GOOD")) {
      link.always(new FaultyLink.Answer(status, body));
      TadashiException failure = failure(() -> store.list("", new Seen("")));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_DENIED);
      assertThat(failure).hasMessageContainingAll("s3://test-bucket", "another region");
      assertThat(failure.detail().where()).containsEntry("field", "region");
      assertThat(failure.detail().hint()).contains(message);
    }
  }

  private static byte[] read(ObjectStore store, TableFile file, long offset, int length) {
    ByteBuffer target = ByteBuffer.allocate(length);
    store.read(file, offset, target);
    assertThat(target.hasRemaining()).isFalse();
    return target.array();
  }

  private static TableFile find(ObjectStore store, String path) {
    Seen seen = new Seen("");
    store.list("", seen);
    return seen.files.stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
  }

  private static TadashiException failure(ThrowingCallable call) {
    TadashiException failure = catchThrowableOfType(TadashiException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  private static final Random RANDOM = new Random(7);

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static final class Seen implements ObjectVisitor {
    private final String unwanted;
    private final List<String> folders = new ArrayList<>();
    private final List<TableFile> files = new ArrayList<>();

    Seen(String unwanted) {
      this.unwanted = unwanted;
    }

    @Override
    public boolean enter(String folder) {
      folders.add(folder);
      return !folder.equals(unwanted);
    }

    @Override
    public void object(TableFile file) {
      files.add(file);
    }

    @Override
    public void refused(String path, TadashiException why) {
      throw why;
    }
  }
}
