package dev.tadashi.flight.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Refuses a call without the cluster's token before its body is read. */
final class TokenCheck implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String token;

  TokenCheck(String token) {
    this.token = token;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    @Nullable String given = headers.get(AUTHORIZATION);
    boolean health = call.getMethodDescriptor().getFullMethodName().startsWith("grpc.health.");
    if (health || Credentials.read(given).filter(c -> c.matches(token)).isPresent()) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "send the cluster's token as bearer, or as the password of any user"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
