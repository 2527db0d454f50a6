package dev.tadashi.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectWriter;
import dev.tadashi.storage.WritingContract;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class S3WriterTest extends WritingContract {
  private static S3Server server;

  @BeforeAll
  static void startServer() throws Exception {
    server = new S3Server();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Override
  protected ObjectStore open() {
    return server.open("s3://test-bucket/" + UUID.randomUUID());
  }

  /** The request has been done, its answer is lost, and the next try finds the object there. */
  @Test
  void anAnswerThatIsLostIsNoSecondWriter() throws Exception {
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.open("s3://test-bucket/lost", link.port(), "env:GOOD")) {
      link.next(1, new FaultyLink.CutAfter(0));
      TableFile file = write(store, "a", new byte[] {1, 2});
      store.verify(file);
    }
  }

  @Test
  void partsThatAreNotFinishedAreGivenUp() {
    try (ObjectStore store = server.open("s3://test-bucket/parts")) {
      try (ObjectWriter writer = store.create("a")) {
        writer.write(ByteBuffer.wrap(new byte[17 << 20]));
        assertThat(server.uploads()).isEqualTo(1);
      }
      assertThat(server.uploads()).isZero();
    }
  }

  @Test
  void aStoreThatMayNotBeWrittenSaysSo() {
    try (ObjectStore store = S3Server.open("s3://test-bucket", server.port(), "env:BAD")) {
      TadashiException failure =
          catchThrowableOfType(
              TadashiException.class, () -> write(store, "denied", new byte[] {1}));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_DENIED);
      assertThat(failure).hasMessageContaining("'denied'");
    }
  }

  @Test
  void aServerThatAlwaysFailsIsNamed() throws Exception {
    try (FaultyLink link = new FaultyLink(server.port());
        ObjectStore store = S3Server.openImpatient("s3://test-bucket/fails", link.port())) {
      link.always(new FaultyLink.Answer(503, "<Error><Code>SlowDown</Code></Error>"));
      TadashiException failure =
          catchThrowableOfType(TadashiException.class, () -> write(store, "a", new byte[] {1}));
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      assertThat(failure).hasMessageContainingAll("'a'", "SlowDown");
    }
  }
}
