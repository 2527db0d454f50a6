package dev.tadashi.storage;

import dev.tadashi.model.error.ErrorCode;
import dev.tadashi.model.error.TadashiException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Gives failures of the file system their numbered code, with the file they concern. */
public final class IoErrors {
  private IoErrors() {}

  public static TadashiException of(IOException failure, String file) {
    return switch (failure) {
      case NoSuchFileException gone -> notFound(file, gone);
      case NotDirectoryException gone -> notFound(file, gone);
      case AccessDeniedException denied ->
          new TadashiException(ErrorCode.STORE_DENIED, "'" + file + "' may not be read", denied)
              .at("file", file)
              .hint("give the process the right to read it");
      case IOException other when isDiskFull(other) ->
          new TadashiException(ErrorCode.DISK_FULL, "no space is left for a local copy", other)
              .at("file", file)
              .hint("free space in the folder for temporary files");
      case IOException other ->
          new TadashiException(
                  ErrorCode.STORE_UNREACHABLE, "'" + file + "' cannot be read: " + other, other)
              .at("file", file);
    };
  }

  /** Of a failed write. */
  public static TadashiException ofWrite(IOException failure, String file) {
    return switch (failure) {
      case AccessDeniedException denied ->
          new TadashiException(ErrorCode.STORE_DENIED, "'" + file + "' may not be written", denied)
              .at("file", file)
              .hint("give the process the right to write there");
      case IOException other when isDiskFull(other) ->
          new TadashiException(
                  ErrorCode.DISK_FULL, "no space is left in the object store for '" + file + "'")
              .at("file", file)
              .hint("free space where the object store is");
      case IOException other ->
          new TadashiException(
                  ErrorCode.STORE_UNREACHABLE, "'" + file + "' cannot be written: " + other, other)
              .at("file", file);
    };
  }

  /** A read whose thread was interrupted, which it stays. */
  public static TadashiException stopped(InterruptedException interrupt, String file) {
    Thread.currentThread().interrupt();
    return new TadashiException(
            ErrorCode.STORE_UNREACHABLE, "reading '" + file + "' was stopped", interrupt)
        .at("file", file);
  }

  private static boolean isDiskFull(IOException failure) {
    String message = failure.getMessage();
    return message != null && message.contains("No space left");
  }

  private static TadashiException notFound(String file, IOException cause) {
    return new TadashiException(ErrorCode.FILE_NOT_FOUND, "'" + file + "' is not there", cause)
        .at("file", file);
  }
}
