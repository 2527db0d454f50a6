package dev.tadashi.flight.rpc;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses in their text form, {@code host:port}. */
public final class Addresses {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::)([0-9]{1,5})");

  private Addresses() {}

  /** The address as it is used as a name, or an error that says what is wrong with it. */
  public static String require(String address) {
    Matcher parts = FORM.matcher(address);
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT, "'" + address + "' is not an address, host:port")
          .at("field", "address")
          .hint("for example localhost:50051");
    }
    return address;
  }

  /** The host part of {@code host} or {@code host:port}. */
  public static String host(String address) {
    int colon = address.lastIndexOf(':');
    boolean bare = colon < 0 || address.endsWith("]") || address.indexOf(':') != colon;
    return bare && !address.startsWith("[") || address.endsWith("]")
        ? address
        : address.substring(0, colon);
  }

  /** Whether only this machine reaches it. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether it stands for all of the machine's addresses. */
  public static boolean isWildcard(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
