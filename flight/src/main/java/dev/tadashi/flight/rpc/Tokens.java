package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The cluster token: sent as a bearer by clients, checked by servers before a body is read. */
public final class Tokens {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String HEALTH = "grpc.health.v1.Health";

  private Tokens() {}

  /** The token in a file, without the white space around it; an empty file is refused. */
  public static String read(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (token.isEmpty()) {
        throw new TadashiException(ErrorCode.INVALID_ARGUMENT, "the token file is empty")
            .at("file", file.toString());
      }
      return token;
    } catch (IOException e) {
      throw new TadashiException(ErrorCode.FILE_NOT_FOUND, "cannot read the token file", e)
          .at("file", file.toString());
    }
  }

  /** Whether an {@code Authorization} header carries the token; takes the same time for any. */
  public static boolean matches(String token, String header) {
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(wanted, header.getBytes(StandardCharsets.UTF_8));
  }

  static ServerInterceptor server(String token) {
    return new Check(token);
  }

  static ClientInterceptor client(String token) {
    return new Send("Bearer " + token);
  }

  private record Check(String token) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String header = headers.get(HEADER);
      boolean open = HEALTH.equals(call.getMethodDescriptor().getServiceName());
      if (open || (header != null && matches(token, header))) {
        return next.startCall(call, headers);
      }
      TadashiException refused =
          new TadashiException(ErrorCode.UNAUTHENTICATED, "the cluster token is missing or wrong")
              .hint("send it as 'Authorization: Bearer ...'");
      Metadata trailers = new Metadata();
      trailers.put(
          Metadata.Key.of(FlightErrors.DETAIL_KEY, Metadata.BINARY_BYTE_MARSHALLER),
          dev.tadashi.model.json.Json.bytes(refused.detail()));
      call.close(Status.UNAUTHENTICATED.withDescription(refused.getMessage()), trailers);
      return new ServerCall.Listener<>() {};
    }
  }

  private record Send(String header) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(HEADER, header);
          super.start(listener, headers);
        }
      };
    }
  }
}
