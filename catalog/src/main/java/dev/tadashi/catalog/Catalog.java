package dev.tadashi.catalog;

import java.nio.file.Path;

/**
 * The catalog of one control plane, in a directory that no other process may have open. Every
 * method of its parts that changes something returns after the change is synced.
 */
public final class Catalog implements AutoCloseable {
  private final Database db;
  private final ServerCatalog server;
  private final WorkerCatalog workers;
  private final StoreCatalog stores;
  private final TableCatalog tables;
  private final TaskCatalog tasks;
  private final SessionCatalog sessions;
  private final ViewCatalog views;
  private final ManagedCatalog managed;

  private Catalog(Database db) {
    this.db = db;
    this.server = new ServerCatalog(db);
    this.workers = new WorkerCatalog(db);
    this.tables = new TableCatalog(db);
    this.stores = new StoreCatalog(db);
    this.tasks = new TaskCatalog(db);
    this.sessions = new SessionCatalog(db);
    this.views = new ViewCatalog(db);
    this.managed = new ManagedCatalog(db);
  }

  /** Opens or creates it; ADDRESS_IN_USE when another process has it. */
  public static Catalog open(Path directory) {
    Database db = Database.open(directory);
    try {
      Catalog catalog = new Catalog(db);
      catalog.server.checkFormat();
      return catalog;
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  public ServerCatalog server() {
    return server;
  }

  public WorkerCatalog workers() {
    return workers;
  }

  public StoreCatalog stores() {
    return stores;
  }

  public TableCatalog tables() {
    return tables;
  }

  public TaskCatalog tasks() {
    return tasks;
  }

  public SessionCatalog sessions() {
    return sessions;
  }

  public ViewCatalog views() {
    return views;
  }

  public ManagedCatalog managed() {
    return managed;
  }

  /** Syncs so far; fewer than acknowledgements when writers came together. */
  public long syncs() {
    return db.syncs();
  }

  @Override
  public void close() {
    db.close();
  }
}
