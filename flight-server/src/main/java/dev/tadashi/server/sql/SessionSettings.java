package dev.tadashi.server.sql;

import dev.tadashi.catalog.SessionRecord;
import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import dev.tadashi.model.json.Durations;
import dev.tadashi.sql.DidYouMean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What SET can change for the later statements of a session. */
public enum SessionSettings {
  SEARCH_PATH("", "schemas in which a name without one is looked up; empty: main, then all stores"),
  STATEMENT_TIMEOUT("0", "longest time of a statement, such as 30s or 5m; 0: no limit") {
    @Override
    String checked(String value) {
      duration(value);
      return value;
    }
  },
  PRIORITY("0", "statements of a higher one start first among those that wait") {
    @Override
    String checked(String value) {
      return Integer.toString(Integer.parseInt(value.strip()));
    }
  },
  TIMEZONE("UTC", "of timestamps without one; UTC is the only one") {
    @Override
    String checked(String value) {
      if (!value.equalsIgnoreCase("utc")) {
        throw new IllegalArgumentException("only UTC");
      }
      return "UTC";
    }
  };

  private final String standard;
  private final String doc;

  SessionSettings(String standard, String doc) {
    this.standard = standard;
    this.doc = doc;
  }

  /** The name in SET and SHOW. */
  public String settingName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value as it is kept; one that makes no sense throws. */
  String checked(String value) {
    return value;
  }

  /** The value in force. */
  public String of(Optional<SessionRecord> session) {
    if (this == SEARCH_PATH) {
      return session
          .flatMap(found -> Optional.ofNullable(found.searchPath()))
          .map(path -> String.join(",", path))
          .orElse(standard);
    }
    return session
        .flatMap(found -> Optional.ofNullable(found.settings().get(settingName())))
        .orElse(standard);
  }

  /** The value, checked; INVALID_ARGUMENT says what is wrong with it. */
  public String parse(String value) {
    try {
      return checked(value);
    } catch (IllegalArgumentException | TadashiException e) {
      throw new TadashiException(
              ErrorCode.INVALID_ARGUMENT,
              "'" + value + "' is no value of the setting '" + settingName() + "'")
          .at("setting", settingName())
          .hint(doc);
    }
  }

  /** The setting of that name; names of other systems' clients are taken too. */
  public static SessionSettings named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace("time_zone", "timezone");
    return Arrays.stream(values())
        .filter(setting -> setting.settingName().equals(wanted) || alias(setting, wanted))
        .findFirst()
        .orElseThrow(() ->
            new TadashiException(ErrorCode.INVALID_ARGUMENT, "there is no setting '" + name + "'")
                .at("setting", name)
                .hint(DidYouMean.hint(name, names(), "settings: " + String.join(", ", names()))));
  }

  private static boolean alias(SessionSettings setting, String name) {
    return setting == SEARCH_PATH && name.equals("schema")
        || setting == STATEMENT_TIMEOUT && name.equals("timeout");
  }

  static List<String> names() {
    return Arrays.stream(values()).map(SessionSettings::settingName).toList();
  }

  static Optional<Duration> timeout(Optional<SessionRecord> session) {
    Duration timeout = duration(STATEMENT_TIMEOUT.of(session));
    return timeout.isZero() ? Optional.empty() : Optional.of(timeout);
  }

  private static Duration duration(String text) {
    boolean bare = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    Duration duration = bare ? Duration.ofMillis(Long.parseLong(text)) : Durations.parse(text);
    if (duration.isNegative()) {
      throw new IllegalArgumentException("negative");
    }
    return duration;
  }

  /** The session with another value, or with the default again. */
  public SessionRecord changed(SessionRecord session, Optional<String> value) {
    if (this == SEARCH_PATH) {
      @Nullable List<String> path =
          value.filter(text -> !text.isBlank()).map(SessionSettings::path).orElse(null);
      return new SessionRecord(session.id(), path, session.settings(), session.expires());
    }
    Map<String, String> settings = new TreeMap<>(session.settings());
    value.ifPresentOrElse(
        text -> settings.put(settingName(), text), () -> settings.remove(settingName()));
    return new SessionRecord(session.id(), session.searchPath(), settings, session.expires());
  }

  private static List<String> path(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).toList();
  }

  /** All with their values in that session. */
  static RowList rows(Optional<SessionRecord> session) {
    RowList rows = new RowList().texts("name", "value", "description");
    for (SessionSettings setting : values()) {
      rows.add(setting.settingName(), setting.of(session), setting.doc);
    }
    return rows;
  }
}
