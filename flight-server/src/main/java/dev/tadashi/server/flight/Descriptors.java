package dev.tadashi.server.flight;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tadashi.flight.op.Requests;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.spec.AggregateSpec;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.jspecify.annotations.Nullable;

/** What a flight descriptor asks for. */
sealed interface Descriptors {

  /** A table by name. */
  record OfTable(String name) implements Descriptors {}

  /** The result of a task; without waiting, one that has not ended is an error. */
  record OfTask(TaskId id, boolean waiting) implements Descriptors {}

  /** An aggregation or a statement to be submitted. */
  record OfSpec(Requests.SubmitTask request) implements Descriptors {}

  /** The JSON of a command: exactly one of {@code task}, {@code aggregate} and {@code sql}. */
  record Command(
      @Nullable TaskId task,
      @JsonProperty("wait") @Nullable Boolean waiting,
      @Nullable AggregateSpec aggregate,
      @Nullable String sql,
      @Nullable List<Literal> parameters) {}

  /** A path {@code [store, table]} or {@code [task, id]}, or a command in JSON. */
  static Descriptors read(FlightDescriptor descriptor) {
    return descriptor.isCommand()
        ? command(Json.read(descriptor.getCommand(), Command.class))
        : path(descriptor.getPath());
  }

  private static Descriptors command(Command command) {
    TaskId task = command.task();
    AggregateSpec spec = command.aggregate();
    String sql = command.sql();
    if (task != null && spec == null && sql == null) {
      return new OfTask(task, !Boolean.FALSE.equals(command.waiting()));
    } else if (spec != null && task == null && sql == null) {
      return new OfSpec(Requests.SubmitTask.of(spec));
    } else if (sql != null && task == null && spec == null) {
      List<Literal> parameters = command.parameters();
      return new OfSpec(Requests.SubmitTask.of(sql, parameters == null ? List.of() : parameters));
    }
    throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "a command holds one of 'task', 'aggregate' and 'sql'")
        .hint("for example {\"task\": \"<id>\"}");
  }

  private static Descriptors path(List<String> path) {
    if (path.size() == 2 && path.getFirst().equals("task")) {
      return new OfTask(TaskId.parse(path.getLast()), true);
    } else if (path.size() == 1 || path.size() == 2) {
      return new OfTable(String.join(".", path));
    }
    throw new TadashiException(
            ErrorCode.INVALID_ARGUMENT, "the path " + path + " names neither a table nor a task")
        .hint("a path is [store, table] or [task, id]");
  }
}
