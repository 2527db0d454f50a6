package dev.tadashi.server.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Runs statements over Flight SQL, as the drivers do: some directly, some prepared. Arguments:
 * host, port, rounds; the statements are lines of the standard input.
 */
public final class TrainingClient {
  private final FlightSqlClient client;

  private TrainingClient(FlightSqlClient client) {
    this.client = client;
  }

  public static void main(String[] args) throws Exception {
    List<String> statements = lines();
    Location location = Location.forGrpcInsecure(args[0], Integer.parseInt(args[1]));
    try (BufferAllocator allocator = new RootAllocator();
        FlightSqlClient client =
            new FlightSqlClient(FlightClient.builder(allocator, location).build())) {
      TrainingClient training = new TrainingClient(client);
      for (int round = 0; round < Integer.parseInt(args[2]); round++) {
        for (String statement : statements) {
          training.run(statement, round % 2 == 0);
        }
      }
    }
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private void run(String statement, boolean prepared) throws Exception {
    if (!prepared) {
      fetch(client.execute(statement));
      return;
    }
    try (PreparedStatement handle = client.prepare(statement)) {
      fetch(handle.execute());
    }
  }

  private void fetch(FlightInfo info) throws Exception {
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      try (FlightStream rows = client.getStream(endpoint.getTicket())) {
        while (rows.next()) {
          rows.getRoot().getRowCount();
        }
      }
    }
  }
}
