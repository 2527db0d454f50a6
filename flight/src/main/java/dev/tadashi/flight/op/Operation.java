package dev.tadashi.flight.op;

import dev.tadashi.model.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation.
 *
 * @param name of the DoAction
 * @param audience who may call it
 * @param request record read from the JSON body
 * @param response record written as the one result
 * @param http how HTTP offers it; null: not at all
 * @param doc one line
 * @param errors codes it may answer beyond those of every request
 */
public record Operation<Q, A>(
    String name,
    Audience audience,
    Class<Q> request,
    Class<A> response,
    @Nullable HttpRoute http,
    String doc,
    List<ErrorCode> errors) {
  public Operation {
    errors = List.copyOf(errors);
  }

  /** Who calls an operation. */
  public enum Audience {
    /** Clients, on the control plane. */
    CLIENT,
    /** Workers, on the control plane. */
    SERVER,
    /** The control plane, on a worker. */
    WORKER
  }

  /**
   * An HTTP route. Parts of the path in braces, and for GET and DELETE the query's parameters, are
   * fields of the request.
   */
  public record HttpRoute(String method, String path, int status) {}
}
