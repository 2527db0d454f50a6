package dev.tadashi.flight.config;

import java.util.List;

/** The settings described: as help of flags, and as a page. */
public final class Reference {
  private static final int FLAG_WIDTH = 30;

  private Reference() {}

  /** One line per flag, under the headings of the concerns. */
  static String flags(List<Class<? extends Record>> concerns) {
    StringBuilder text = new StringBuilder();
    for (Class<? extends Record> concern : concerns) {
      text.append('\n').append(Keys.concern(concern).value()).append('\n');
      for (Key key : Keys.of(concern)) {
        String flag = "  " + key.flag() + " " + key.form();
        text.append(flag)
            .append(" ".repeat(Math.max(2, FLAG_WIDTH - flag.length())))
            .append(key.setting().doc())
            .append(inBrackets(key))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String inBrackets(Key key) {
    String fallback = key.setting().value();
    String more = key.many() ? "may be repeated" : fallback;
    return more.isEmpty() ? "" : " (" + more + ")";
  }

  /** One table per concern, in Markdown. */
  public static String page(List<Class<? extends Record>> concerns) {
    StringBuilder page = new StringBuilder();
    for (Class<? extends Record> concern : concerns) {
      page.append("\n### ").append(Keys.concern(concern).value()).append("\n\n");
      page.append("| setting | value | default | what it decides |\n|---|---|---|---|\n");
      for (Key key : Keys.of(concern)) {
        page.append(row(key));
      }
    }
    return page.toString();
  }

  private static String row(Key key) {
    String range = key.range().isEmpty() ? "" : ", " + key.range();
    String fallback = key.setting().value();
    return "| `%s` | %s%s | %s | %s%s |\n"
        .formatted(
            key.name(),
            key.form().replace("|", "\\|"),
            range,
            fallback.isEmpty() ? "" : "`" + fallback + "`",
            key.setting().doc(),
            key.many() ? "; a list" : "");
  }
}
