package dev.tadashi.flight.settings;

import dev.tadashi.flight.config.Concern;
import dev.tadashi.flight.config.Setting;
import java.nio.file.Path;
import java.util.List;

/** What a process allows its object stores. */
@Concern("Object stores")
public record StoreSettings(
    @Setting(doc = "folder below which file:// stores are allowed; none allows none", form = "DIR")
        List<Path> fileRoot) {
  public StoreSettings {
    fileRoot = List.copyOf(fileRoot);
  }
}
