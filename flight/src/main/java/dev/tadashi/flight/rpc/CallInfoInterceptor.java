package dev.tadashi.flight.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.SocketAddress;

/** Puts the call's session and peer where handlers find them. */
final class CallInfoInterceptor implements ServerInterceptor {
  static final Context.Key<CallInfo> CURRENT =
      Context.keyWithDefault("tadashi-call", CallInfo.NONE);

  private static final Metadata.Key<String> SESSION =
      Metadata.Key.of(CallInfo.SESSION_HEADER, Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    CallInfo info =
        new CallInfo(headers.get(SESSION), remote == null ? "unknown" : remote.toString());
    return Contexts.interceptCall(Context.current().withValue(CURRENT, info), call, headers, next);
  }
}
