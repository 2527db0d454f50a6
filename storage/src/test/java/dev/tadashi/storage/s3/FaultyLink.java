package dev.tadashi.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A network between a client and a server that misbehaves as told, connection by connection. */
final class FaultyLink implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Fault usual = new Pass();

  /** What happens to one connection. */
  sealed interface Fault permits Pass, CutAfter, Answer {}

  /** Nothing. */
  record Pass() implements Fault {}

  /** The answer breaks off after so many bytes. */
  record CutAfter(long bytes) implements Fault {}

  /** The server is not asked; this status is answered. */
  record Answer(int status) implements Fault {}

  FaultyLink(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next connections, one each. */
  void next(int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
  }

  /** All connections without a fault of their own. */
  void always(Fault fault) {
    usual = fault;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        Fault fault = faults.poll();
        Thread.ofVirtual().start(() -> serve(client, fault == null ? usual : fault));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket client, Fault fault) {
    try (client) {
      switch (fault) {
        case Pass pass -> forward(client, Long.MAX_VALUE);
        case CutAfter cut -> forward(client, cut.bytes());
        case Answer answer -> answer(client, answer.status());
      }
    } catch (IOException gone) {
      // One of both ends hung up, which is what these tests are about.
    }
  }

  private static void answer(Socket client, int status) throws IOException {
    byte[] request = new byte[1 << 16];
    if (client.getInputStream().read(request) > 0) {
      String head =
          "HTTP/1.1 " + status + " Trouble\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void forward(Socket client, long limit) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(server);
      Thread upstream = Thread.ofVirtual().start(() -> copyQuietly(client, server));
      copy(server.getInputStream(), client.getOutputStream(), limit);
      client.close();
      server.close();
      upstream.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copyQuietly(Socket from, Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream(), Long.MAX_VALUE);
    } catch (IOException gone) {
      // The other direction ends with it.
    }
  }

  private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
    byte[] buffer = new byte[8192];
    long left = limit;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        return;
      }
      out.write(buffer, 0, count);
      out.flush();
      left -= count;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
