package dev.tadashi.flight.relay;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.InputStream;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/** Makes a Flight service whose streams of results may also be sent as bytes. */
public final class RelayService {
  private static final String DO_GET = FlightServiceGrpc.getDoGetMethod().getFullMethodName();

  private RelayService() {}

  /**
   * The same service, with a {@link RelayReply} in the context of each DoGet. Answers that the
   * service makes itself are encoded as before.
   */
  public static ServerServiceDefinition over(ServerServiceDefinition flight) {
    ServerMethodDefinition<?, ?> doGet = raw(flight.getMethod(DO_GET));
    ServiceDescriptor.Builder described =
        ServiceDescriptor.newBuilder(flight.getServiceDescriptor().getName())
            .setSchemaDescriptor(flight.getServiceDescriptor().getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : flight.getServiceDescriptor().getMethods()) {
      described.addMethod(isDoGet(method) ? doGet.getMethodDescriptor() : method);
    }
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(described.build());
    for (ServerMethodDefinition<?, ?> method : flight.getMethods()) {
      ServerMethodDefinition<?, ?> taken = isDoGet(method.getMethodDescriptor()) ? doGet : method;
      service.addMethod(taken);
    }
    return service.build();
  }

  private static boolean isDoGet(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().equals(DO_GET);
  }

  private static <Q, A> ServerMethodDefinition<Q, InputStream> raw(
      ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> encoded = method.getMethodDescriptor();
    MethodDescriptor<Q, InputStream> bytes =
        encoded.toBuilder(encoded.getRequestMarshaller(), FlightBytes.AS_THEY_ARE).build();
    ServerCallHandler<Q, A> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        bytes,
        (call, headers) -> {
          Context context = Context.current().withValue(RelayReply.KEY, new RelayReply(call));
          return Contexts.interceptCall(
              context, new EncodedCall<>(call, encoded), headers, handler);
        });
  }
}
