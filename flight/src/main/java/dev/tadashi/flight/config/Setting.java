package dev.tadashi.flight.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A setting: a component of a concern's record. Its name in a file is the component's in words,
 * {@code http-port}; in the environment {@code TADASHI_HTTP_PORT}; as a flag {@code --http-port}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it decides, in one line. */
  String doc();

  /**
   * The default as it would be written, {@code {cores}} and {@code {heap}} for the machine's;
   * empty: none, and the component is null or the empty list.
   */
  String value() default "";

  /** What stands for a value in the help; empty: by the type. */
  String form() default "";

  /** The smallest value; empty: none. */
  String least() default "";

  /** The largest value; empty: none. */
  String most() default "";
}
