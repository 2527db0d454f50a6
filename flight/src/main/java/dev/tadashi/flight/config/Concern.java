package dev.tadashi.flight.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A record whose components are settings of one concern. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Concern {
  /** The heading in the reference. */
  String value();

  /** Settings that are no more, each as {@code name: what to do instead}. */
  String[] removed() default {};
}
