package dev.tadashi.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.flight.op.Operation;
import dev.tadashi.flight.op.Operation.HttpRoute;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.ErrorDetail;
import dev.tadashi.model.id.TaskId;
import dev.tadashi.model.ingest.IngestMode;
import dev.tadashi.model.ingest.IngestResult;
import dev.tadashi.model.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The OpenAPI 3.1 document of the HTTP door, derived from the operations and their records. */
final class OpenApi {
  private static final String JSON = "application/json";
  private static final List<ErrorCode> ANY =
      List.of(
          ErrorCode.UNKNOWN_FIELD,
          ErrorCode.INVALID_ARGUMENT,
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.HOST_REFUSED,
          ErrorCode.UNKNOWN_SESSION,
          ErrorCode.INTERNAL);

  private final JsonSchemas schemas = new JsonSchemas();
  private final ObjectNode paths = Json.mapper().createObjectNode();

  private OpenApi() {}

  static ObjectNode of(List<Operation<?, ?>> operations) {
    OpenApi api = new OpenApi();
    operations.forEach(api::add);
    api.addOthers();
    ObjectNode document = Json.mapper().createObjectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Tadashi-Mizu")
        .put("version", "1")
        .put(
            "description",
            "The operations of the control plane. A session's id goes into the "
                + "header x-tadashi-session.");
    document.set("paths", api.paths);
    document.putObject("components").set("schemas", api.schemas.named());
    return document;
  }

  private void add(Operation<?, ?> operation) {
    HttpRoute route = operation.http();
    if (route == null) {
      return;
    }
    ObjectNode entry =
        path(route.path())
            .putObject(route.method().toLowerCase(Locale.ROOT))
            .put("operationId", operation.name())
            .put("summary", operation.doc());
    Map<String, RecordComponent> body = new LinkedHashMap<>(RecordFields.of(operation.request()));
    parameters(entry.putArray("parameters"), operation, route, body);
    if (route.method().equals("POST")) {
      ObjectNode content = entry.putObject("requestBody").put("required", true);
      content.putObject("content").putObject(JSON).set("schema", body(operation, body));
    }
    answers(entry.putObject("responses"), operation, route);
  }

  /** The whole request, or what the path leaves of it. */
  private ObjectNode body(Operation<?, ?> operation, Map<String, RecordComponent> left) {
    if (left.size() == RecordFields.of(operation.request()).size()) {
      return schemas.of(operation.request());
    }
    ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    left.forEach((name, field) -> properties.set(name, schemas.of(field.getGenericType())));
    return schema.put("additionalProperties", false);
  }

  private void parameters(
      ArrayNode parameters,
      Operation<?, ?> operation,
      HttpRoute route,
      Map<String, RecordComponent> body) {
    RecordFields.of(operation.request())
        .forEach((name, field) -> {
          boolean inPath = route.path().contains("{" + name + "}");
          if (inPath || !route.method().equals("POST")) {
            body.remove(name);
            parameters
                .addObject()
                .put("name", name)
                .put("in", inPath ? "path" : "query")
                .put("required", inPath || RecordFields.isRequired(field))
                .set("schema", schemas.of(field.getGenericType()));
          }
        });
  }

  private void answers(ObjectNode responses, Operation<?, ?> operation, HttpRoute route) {
    responses
        .putObject(Integer.toString(route.status()))
        .put("description", operation.response().getSimpleName())
        .putObject("content")
        .putObject(JSON)
        .set("schema", schemas.of(operation.response()));
    common(responses, route.method().equals("POST"));
    failures(responses, operation.errors());
  }

  private void failures(ObjectNode responses, List<ErrorCode> errors) {
    for (ErrorCode code : errors) {
      String status = Integer.toString(code.httpStatus());
      ObjectNode entry = problem(responses, status);
      String known = entry.path("description").asText("");
      entry.put("description", known.isEmpty() ? code.name() : known + ", " + code.name());
    }
  }

  /** What any request may be answered, and what one with a body may. */
  private void common(ObjectNode responses, boolean body) {
    failures(responses, ANY);
    if (body) {
      failures(responses, List.of(ErrorCode.INVALID_JSON, ErrorCode.BODY_TOO_LARGE));
      problem(responses, "415").put("description", "the body is of another media type");
    }
  }

  private ObjectNode problem(ObjectNode responses, String status) {
    if (responses.get(status) instanceof ObjectNode there) {
      return there;
    }
    ObjectNode entry = responses.putObject(status);
    entry
        .putObject("content")
        .putObject(Problems.MEDIA_TYPE)
        .set("schema", schemas.of(ErrorDetail.class));
    return entry;
  }

  private void addOthers() {
    OtherRoutes.ALL.forEach(this::add);
  }

  private void add(OtherRoute other) {
    ObjectNode entry =
        path(other.path())
            .putObject(other.bodies().isEmpty() ? "get" : "post")
            .put("operationId", other.name())
            .put("summary", other.doc());
    ArrayNode parameters = entry.putArray("parameters");
    if (other.path().contains("{id}")) {
      parameter(parameters, "id", "path")
          .put("required", true)
          .set("schema", schemas.of(TaskId.class));
    }
    other
        .headers()
        .forEach(header ->
            parameter(parameters, header, "header").putObject("schema").put("type", "string"));
    if (!other.bodies().isEmpty()) {
      rows(entry, parameters, other);
    }
    ObjectNode responses = entry.putObject("responses");
    ObjectNode answer = responses.putObject("200").put("description", other.doc());
    ObjectNode content = answer.putObject("content");
    other
        .mediaTypes()
        .forEach(type ->
            content
                .putObject(type)
                .set(
                    "schema",
                    other.bodies().isEmpty()
                        ? Json.mapper().createObjectNode()
                        : schemas.of(IngestResult.class)));
    if (other.path().equals("/readyz")) {
      responses.putObject("503").put("description", "too few workers").set("content", content);
    }
    common(responses, !other.bodies().isEmpty());
    failures(responses, other.errors());
  }

  private void rows(ObjectNode entry, ArrayNode parameters, OtherRoute other) {
    parameter(parameters, "name", "path")
        .put("required", true)
        .putObject("schema")
        .put("type", "string");
    parameter(parameters, "mode", "query").set("schema", schemas.of(IngestMode.class));
    parameter(parameters, "ingest_id", "query").putObject("schema").put("type", "string");
    ObjectNode body = entry.putObject("requestBody").put("required", true).putObject("content");
    other.bodies().forEach(type -> body.putObject(type).putObject("schema"));
  }

  private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
    return parameters.addObject().put("name", name).put("in", in);
  }

  private ObjectNode path(String path) {
    return paths.get(path) instanceof ObjectNode there ? there : paths.putObject(path);
  }
}
