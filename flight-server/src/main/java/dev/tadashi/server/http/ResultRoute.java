package dev.tadashi.server.http;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.task.TaskRecord;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.task.BatchStream;
import dev.tadashi.server.task.TaskModule;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Locale;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/tasks/{id}/result}: JSON, or an Arrow IPC stream, by the Accept header. */
final class ResultRoute {
  static final String PATH = "/v1/tasks/{id}/result";
  static final String ARROW = "application/vnd.apache.arrow.stream";
  static final String JSON = "application/json";

  private final SessionService sessions;
  private final TaskModule tasks;

  ResultRoute(SessionService sessions, TaskModule tasks) {
    this.sessions = sessions;
    this.tasks = tasks;
  }

  void handle(Context context) throws IOException {
    sessions.find(context.header(SessionService.HEADER));
    boolean arrow = wantsArrow(context.header("Accept"));
    TaskRecord task = tasks.service().require(TaskId.parse(context.pathParam("id")));
    try (BatchStream batches = tasks.results().open(task.id())) {
      context.contentType(arrow ? ARROW : JSON);
      OutputStream out = context.outputStream();
      if (arrow) {
        writeArrow(batches, out);
      } else {
        JsonRows.write(task.resultSchema(), batches, out);
      }
    }
  }

  private static void writeArrow(BatchStream batches, OutputStream out) throws IOException {
    try (ArrowStreamWriter writer =
        new ArrowStreamWriter(batches.root(), null, Channels.newChannel(out))) {
      writer.start();
      while (batches.next()) {
        writer.writeBatch();
      }
      writer.end();
    }
  }

  private static boolean wantsArrow(@Nullable String accept) {
    String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
    if (wanted.contains(ARROW)) {
      return true;
    } else if (wanted.isEmpty() || wanted.contains("json") || wanted.contains("*")) {
      return false;
    }
    throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "a result is not offered as '" + accept + "'")
        .at("header", "accept")
        .hint("ask for " + JSON + " or " + ARROW);
  }
}
