package dev.tadashi.server.http;

import dev.tadashi.flight.op.Responses;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.json.Json;
import dev.tadashi.server.event.Event;
import dev.tadashi.server.event.EventFeed;
import dev.tadashi.server.event.EventHub;
import dev.tadashi.server.event.EventSubscription;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.task.TaskModule;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/events} and {@code GET /v1/tasks/{id}/events}: server-sent events. A stream begins
 * with a snapshot, or with what was missed since {@code Last-Event-ID}; the stream of a task ends
 * with the task.
 */
final class EventRoute {
  static final String ALL = "/v1/events";
  static final String OF_TASK = "/v1/tasks/{id}/events";
  static final String MEDIA_TYPE = "text/event-stream";
  private static final Logger LOG = LoggerFactory.getLogger(EventRoute.class);
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final SessionService sessions;
  private final TaskModule tasks;
  private final EventHub hub;
  private final EventFeed feed;

  EventRoute(SessionService sessions, TaskModule tasks, EventHub hub, EventFeed feed) {
    this.sessions = sessions;
    this.tasks = tasks;
    this.hub = hub;
    this.feed = feed;
  }

  void all(Context context) throws InterruptedException {
    sessions.find(context.header(SessionService.HEADER));
    stream(context, null);
  }

  void ofTask(Context context) throws InterruptedException {
    sessions.find(context.header(SessionService.HEADER));
    TaskId id = TaskId.parse(context.pathParam("id"));
    tasks.service().require(id);
    stream(context, id);
  }

  private void stream(Context context, @Nullable TaskId task) throws InterruptedException {
    try (EventSubscription subscription =
        hub.subscribe(task, context.header("Last-Event-ID"), () -> cut(context))) {
      context.contentType(MEDIA_TYPE).header("Cache-Control", "no-store");
      OutputStream out = context.res().getOutputStream();
      if (!begin(out, subscription, task)) {
        follow(out, subscription);
      }
    } catch (IOException e) {
      LOG.debug("a listener is gone: {}", e.toString());
    }
  }

  /** Tells where things stand; whether that is all there will ever be. */
  private boolean begin(OutputStream out, EventSubscription subscription, @Nullable TaskId task)
      throws IOException {
    boolean over = task != null && tasks.service().require(task).state().isTerminal();
    if (task == null && !subscription.isResumed()) {
      write(out, "snapshot", subscription.since(), Json.bytes(feed.snapshot()));
    } else if (task != null && (over || !subscription.isResumed())) {
      Responses.TaskEvent now = tasks.event(task);
      write(out, "task", subscription.since(), Json.bytes(now));
      over = now.state().isTerminal();
    } else {
      out.write(COMMENT);
    }
    out.flush();
    return over;
  }

  private void follow(OutputStream out, EventSubscription subscription)
      throws IOException, InterruptedException {
    boolean last = false;
    while (!last && !subscription.isEnded()) {
      Optional<Event> event = subscription.take(hub.settings().eventHeartbeat());
      if (event.isPresent()) {
        Event told = event.get();
        write(out, told.kind(), told.number(), told.data());
        last = told.last() && told.task() != null && subscription.isAbout(told.task());
      } else {
        out.write(COMMENT);
      }
      out.flush();
    }
  }

  private void write(OutputStream out, String kind, long number, byte[] data) throws IOException {
    String head = "id: " + hub.id(number) + "\nevent: " + kind + "\ndata: ";
    out.write(head.getBytes(StandardCharsets.UTF_8));
    out.write(data);
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
  }

  /** Frees the thread that waits for a client to read. */
  private static void cut(Context context) {
    ServletContextRequest.getServletContextRequest(context.req())
        .getServletChannel()
        .abort(new IOException("the listener is too slow"));
  }
}
