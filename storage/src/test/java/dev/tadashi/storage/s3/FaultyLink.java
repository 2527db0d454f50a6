package dev.tadashi.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
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
  sealed interface Fault permits Pass, CutAfter, Slow, Silent, Answer {}

  /** Nothing. */
  record Pass() implements Fault {}

  /** The answer breaks off after so many bytes. */
  record CutAfter(long bytes) implements Fault {}

  /** The answer comes in pieces of so many bytes, with a pause before each. */
  record Slow(int bytes, long pauseMillis) implements Fault {}

  /** The request is taken and nothing is ever answered. */
  record Silent() implements Fault {}

  /** The server is not asked; this is answered. */
  record Answer(int status, String body) implements Fault {
    Answer(int status) {
      this(status, "");
    }
  }

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
        case Pass pass -> forward(client, new Pace(8192, 0), Long.MAX_VALUE);
        case CutAfter cut -> forward(client, new Pace(8192, 0), cut.bytes());
        case Slow slow ->
            forward(client, new Pace(slow.bytes(), slow.pauseMillis()), Long.MAX_VALUE);
        case Silent silent -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
        case Answer answer -> answer(client, answer);
      }
    } catch (IOException gone) {
      // One of both ends hung up, which is what these tests are about.
    }
  }

  /** How answers are passed on. */
  private record Pace(int bytes, long pauseMillis) {
    void pause() throws IOException {
      try {
        Thread.sleep(pauseMillis);
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
  }

  private static void answer(Socket client, Answer answer) throws IOException {
    byte[] request = new byte[1 << 16];
    if (client.getInputStream().read(request) > 0) {
      String head =
          "HTTP/1.1 %d Trouble\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(answer.status(), answer.body().length());
      String all = head + answer.body();
      client.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void forward(Socket client, Pace pace, long limit) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(server);
      Thread upstream = Thread.ofVirtual().start(() -> copyQuietly(client, server));
      copy(server.getInputStream(), client.getOutputStream(), pace, limit);
      client.close();
      server.close();
      upstream.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copyQuietly(Socket from, Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream(), new Pace(8192, 0), Long.MAX_VALUE);
    } catch (IOException gone) {
      // The other direction ends with it.
    }
  }

  private static void copy(InputStream in, OutputStream out, Pace pace, long limit)
      throws IOException {
    byte[] buffer = new byte[pace.bytes()];
    long left = limit;
    while (left > 0) {
      pace.pause();
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
