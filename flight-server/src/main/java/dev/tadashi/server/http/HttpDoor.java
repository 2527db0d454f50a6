package dev.tadashi.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.op.Operation.HttpRoute;
import dev.tadashi.flight.rpc.CallInfo;
import dev.tadashi.flight.rpc.OperationHandlers;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Json;
import dev.tadashi.server.base.ServerConfig;
import dev.tadashi.server.event.EventFeed;
import dev.tadashi.server.event.EventHub;
import dev.tadashi.server.ingest.IngestService;
import dev.tadashi.server.ingest.TextUploads;
import dev.tadashi.server.session.SessionService;
import dev.tadashi.server.task.TaskModule;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;

/** The HTTP server. Its routes for operations are those of the registry. */
public final class HttpDoor implements AutoCloseable {
  private static final String JSON = "application/json";
  static final String METRICS = "/metrics";
  static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final long STOP_MILLIS = 5_000;
  private static final long IDLE_MILLIS = 100;

  private final Javalin javalin;
  private final EventHub events;

  private HttpDoor(Javalin javalin, EventHub events) {
    this.javalin = javalin;
    this.events = events;
  }

  /**
   * Whether tasks can be submitted.
   *
   * @param workers attached and healthy
   * @param minWorkers that must be
   */
  public record Readiness(boolean ready, int workers, int minWorkers) {}

  /**
   * What the door opens on.
   *
   * @param metrics the figures as Prometheus reads them
   */
  public record Rooms(
      IngestService ingest,
      TextUploads texts,
      BufferAllocator allocator,
      OperationHandlers handlers,
      SessionService sessions,
      TaskModule tasks,
      EventHub events,
      EventFeed feed,
      Supplier<Readiness> readiness,
      Supplier<String> metrics) {}

  /** Starts to listen; a port in use is an error that names it. */
  public static HttpDoor start(ServerConfig config, Rooms rooms) {
    Javalin javalin =
        Javalin.create(javalinConfig -> {
          settings(javalinConfig);
          guard(javalinConfig, new Guard(config));
          operations(javalinConfig, rooms.handlers());
          streams(javalinConfig, rooms);
          health(javalinConfig, rooms.readiness());
          byte[] openApi = Json.bytes(OpenApi.of(rooms.handlers().operations()));
          javalinConfig.routes.get(
              "/openapi.json", context -> context.contentType(JSON).result(openApi));
        });
    try {
      return new HttpDoor(
          javalin.start(config.listen().bind(), config.listen().httpPort()), rooms.events());
    } catch (RuntimeException e) {
      javalin.stop();
      throw new TadashiException(
              ErrorCode.ADDRESS_IN_USE,
              "cannot listen on " + config.listen().bind() + ":" + config.listen().httpPort(),
              e)
          .at("port", Integer.toString(config.listen().httpPort()))
          .hint("choose another port by --http-port, or stop what listens there");
    }
  }

  private static void settings(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.concurrency.useVirtualThreads = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = 2L * Json.MAX_BODY_BYTES;
    config.jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
  }

  private static void guard(JavalinConfig config, Guard guard) {
    config.routes.before(guard::check);
    config.routes.exception(Exception.class, Problems::answer);
    config.routes.error(
        404,
        context -> {
          if (!Problems.MEDIA_TYPE.equals(context.res().getContentType())) {
            Problems.unknownRoute(context);
          }
        });
  }

  private static void operations(JavalinConfig config, OperationHandlers handlers) {
    for (Operation<?, ?> operation : handlers.operations()) {
      HttpRoute route = operation.http();
      if (route != null) {
        config.routes.addHttpHandler(
            HandlerType.findOrCreate(route.method()),
            route.path(),
            context -> call(handlers, operation, route, context));
      }
    }
  }

  private static void call(
      OperationHandlers handlers, Operation<?, ?> operation, HttpRoute route, Context context)
      throws IOException {
    CallInfo info = new CallInfo(context.header(SessionService.HEADER));
    byte[] answer = handlers.call(operation.name(), RequestBody.of(operation, context), info);
    context.status(route.status()).contentType(JSON).result(answer);
  }

  private static void streams(JavalinConfig config, Rooms rooms) {
    ResultRoute results = new ResultRoute(rooms.sessions(), rooms.tasks());
    EventRoute events =
        new EventRoute(rooms.sessions(), rooms.tasks(), rooms.events(), rooms.feed());
    RowsRoute rows =
        new RowsRoute(rooms.sessions(), rooms.ingest(), rooms.texts(), rooms.allocator());
    config.routes.post(RowsRoute.PATH, rows::handle);
    config.routes.get(ResultRoute.PATH, results::handle);
    config.routes.get(EventRoute.ALL, events::all);
    config.routes.get(EventRoute.OF_TASK, events::ofTask);
    config.routes.get(
        METRICS, context -> context.contentType(METRICS_TYPE).result(rooms.metrics().get()));
  }

  private static void health(JavalinConfig config, Supplier<Readiness> readiness) {
    ObjectNode alive = Json.mapper().createObjectNode().put("ok", true);
    config.routes.get("/healthz", context -> context.contentType(JSON).result(Json.bytes(alive)));
    config.routes.get(
        "/readyz",
        context -> {
          Readiness now = readiness.get();
          context.status(now.ready() ? 200 : 503).contentType(JSON).result(Json.bytes(now));
        });
  }

  public int port() {
    return javalin.port();
  }

  /**
   * Requests in flight may end; idle connections that clients keep open are cut much sooner than
   * that, or each would hold up the stop for as long as a request may take.
   */
  @Override
  public void close() {
    events.close();
    for (Connector connector : javalin.jettyServer().server().getConnectors()) {
      if (connector instanceof AbstractConnector idle) {
        idle.setShutdownIdleTimeout(IDLE_MILLIS);
      }
    }
    javalin.stop();
  }
}
