import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tadashi.engine.column.Column;
import dev.tadashi.engine.column.Partition;
import dev.tadashi.engine.exec.BucketMerger;
import dev.tadashi.engine.exec.EngineContext;
import dev.tadashi.engine.exec.ResultRows;
import dev.tadashi.engine.exec.RowSource;
import dev.tadashi.engine.exec.SealedOutput;
import dev.tadashi.engine.exec.SplitProgress;
import dev.tadashi.engine.exec.SplitRunner;
import dev.tadashi.formats.DictionaryRegistry;
import dev.tadashi.formats.FileInspector;
import dev.tadashi.formats.LoadProgress;
import dev.tadashi.formats.PartitionLoader;
import dev.tadashi.model.expr.ExprResolver;
import dev.tadashi.model.json.Json;
import dev.tadashi.model.plan.Named;
import dev.tadashi.model.plan.Plan;
import dev.tadashi.model.plan.RowStep;
import dev.tadashi.model.plan.StageInput;
import dev.tadashi.model.plan.StageOutput;
import dev.tadashi.model.plan.StagePlan;
import dev.tadashi.model.spec.AggregateSpec;
import dev.tadashi.model.spec.KeyItem;
import dev.tadashi.model.spec.SpecPlanner;
import dev.tadashi.model.table.FileInfo;
import dev.tadashi.model.table.PartitionRef;
import dev.tadashi.model.table.StoreLocation;
import dev.tadashi.model.table.TableName;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.Schema;
import dev.tadashi.storage.ObjectStore;
import dev.tadashi.storage.ObjectStores;
import dev.tadashi.storage.PartitionCutter;
import dev.tadashi.storage.StorageConfig;
import dev.tadashi.storage.TableFinder;
import dev.tadashi.worker.task.WarmUp;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * The engine of a worker without its network, for benchmarks: warms up as a worker does, loads a folder of Parquet files, then
 * runs specs through splits, units and merged buckets to Arrow batches. One JSON object per line on
 * stdin, one on stdout. Started from its source: {@code java -cp ... GroupByEngine.java}.
 */
public final class GroupByEngine implements AutoCloseable {
  private static final TableName TABLE = new TableName("bench", "t");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferAllocator allocator = new RootAllocator();
  private final ExecutorService pool;
  private final EngineContext context;
  private final List<Thread> workers = new CopyOnWriteArrayList<>();
  private final List<Map<String, Column>> partitions = new ArrayList<>();
  private Schema schema = new Schema(List.of());
  private List<PartitionRef> refs = List.of();
  private ObjectStore store;
  private PartitionLoader loader;

  GroupByEngine(int threads) {
    this.pool = Executors.newFixedThreadPool(threads, this::thread);
    this.context = new EngineContext(allocator, pool, threads, () -> false);
  }

  private Thread thread(Runnable work) {
    Thread made = new Thread(work);
    workers.add(made);
    return made;
  }

  public static void main(String[] args) throws IOException {
    try (GroupByEngine engine = new GroupByEngine(Integer.parseInt(args[0]));
        WarmUp warm = WarmUp.start();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(engine.answer(JSON.readTree(line)));
        System.out.flush();
      }
    }
  }

  private ObjectNode answer(JsonNode request) {
    try {
      return switch (request.get("do").asText()) {
        case "load" -> load(Path.of(request.get("dir").asText()), request.path("stay").asBoolean());
        case "run" -> run(request);
        default -> throw new IllegalArgumentException(request.toString());
      };
    } catch (Exception e) {
      e.printStackTrace();
      return JSON.createObjectNode().put("error", String.valueOf(e.getMessage()));
    }
  }

  /**
   * @param stay whether the rows stay in the files, and each query reads them there
   */
  private ObjectNode load(Path table, boolean stay) throws Exception {
    Path folder = table.getParent();
    long begin = System.nanoTime();
    Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
    StoreLocation location = StoreLocation.of("file://" + folder);
    store = ObjectStores.open(location, new StorageConfig(List.of(folder)));
    FileInspector inspector = new FileInspector(allocator, scratch);
    List<FileInfo> files =
        TableFinder.find(store, "root").stream()
            .filter(found -> found.name().equals(table.getFileName().toString()))
            .flatMap(found -> found.files().stream())
            .map(file -> inspector.inspect(store, "parquet", file))
            .toList();
    schema = files.getFirst().schema();
    loader = new PartitionLoader(allocator, new DictionaryRegistry(allocator), scratch);
    refs = PartitionCutter.cut(TABLE, location, "parquet", files);
    if (!stay) {
      var loads = refs.stream().map(ref -> pool.submit(() -> read(ref, schema.fields()))).toList();
      for (var load : loads) {
        partitions.add(load.get());
      }
    }
    return JSON.createObjectNode().put("seconds", (System.nanoTime() - begin) / 1e9);
  }

  private Map<String, Column> read(PartitionRef ref, List<Field> columns) {
    return loader.load(store, ref, columns, LoadProgress.none());
  }

  /** A plan's one stage, with the projection that follows it. */
  private StagePlan stage(JsonNode request) {
    AggregateSpec spec =
        Json.read(request.get("spec").toString().getBytes(StandardCharsets.UTF_8), AggregateSpec.class);
    Plan.Aggregate plan = (Plan.Aggregate) SpecPlanner.plan(spec, TABLE, schema);
    List<RowStep> finish = new ArrayList<>();
    if (request.hasNonNull("project")) {
      ExprResolver resolver = new ExprResolver(plan.schema());
      List<Named> columns = new ArrayList<>();
      for (JsonNode item : request.get("project")) {
        KeyItem key =
            Json.read(item.toString().getBytes(StandardCharsets.UTF_8), KeyItem.class);
        columns.add(new Named(item.get("as").asText(), resolver.resolve(key.expr())));
      }
      finish.add(new RowStep.Project(columns));
    }
    return new StagePlan(
        0,
        new StageInput.Table(TABLE, ((Plan.Scan) plan.input()).columns()),
        List.of(),
        new StageOutput.Partials(plan.keys(), plan.aggregates()),
        finish,
        false);
  }

  private ObjectNode run(JsonNode request) throws IOException {
    StagePlan stage = stage(request);
    long cpu = cpu();
    long begin = System.nanoTime();
    try (ResultRows result = execute(stage)) {
      long rows = result.rows();
      List<VectorSchemaRoot> batches =
          IntStream.range(0, result.batches()).mapToObj(i -> pool.submit(() -> result.batch(i)))
              .toList().stream()
              .map(GroupByEngine::get)
              .toList();
      ObjectNode answer =
          JSON.createObjectNode()
              .put("seconds", (System.nanoTime() - begin) / 1e9)
              .put("cpu", (cpu() - cpu) / 1e9)
              .put("groups", rows)
              .put("batches", batches.size());
      if (request.hasNonNull("save")) {
        save(batches, request.get("save").asText());
      }
      batches.forEach(VectorSchemaRoot::close);
      return answer;
    }
  }

  private static <T> T get(java.util.concurrent.Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ResultRows execute(StagePlan stage) {
    int buckets = stage.output().buckets();
    Source source = new Source(((StageInput.Table) stage.input()).columns());
    try (SealedOutput sealed = SplitRunner.run(context, stage, source, SplitProgress.NONE);
        BucketMerger merger = BucketMerger.create(context, stage.output(), 0, buckets - 1)) {
      merger.mergeAll(sealed);
      return merger.finish(stage.finish());
    }
  }

  private void save(List<VectorSchemaRoot> batches, String file) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file);
        VectorSchemaRoot target =
            VectorSchemaRoot.create(batches.getFirst().getSchema(), allocator);
        ArrowStreamWriter writer = new ArrowStreamWriter(target, null, out.getChannel())) {
      writer.start();
      for (VectorSchemaRoot batch : batches) {
        try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
          new VectorLoader(target).load(record);
          writer.writeBatch();
        }
      }
      writer.end();
    }
  }

  /** Of the threads that work, in nanoseconds; the process's own count has steps of 10 ms. */
  private long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long asked = threads.getCurrentThreadCpuTime();
    return asked + workers.stream().mapToLong(t -> threads.getThreadCpuTime(t.threadId())).sum();
  }

  /**
   * The columns that a plan reads: of the loaded partitions, or of files, each from when it is
   * opened until its rows have been read.
   */
  private final class Source implements RowSource {
    private final List<Field> columns;
    private final Map<Integer, Map<String, Column>> open = new ConcurrentHashMap<>();

    Source(List<Field> columns) {
      this.columns = columns;
    }

    @Override
    public int parts() {
      return refs.size();
    }

    @Override
    public Partition open(int part) {
      Map<String, Column> all =
          partitions.isEmpty()
              ? open.computeIfAbsent(part, index -> read(refs.get(index), columns))
              : partitions.get(part);
      List<Column> picked = columns.stream().map(field -> all.get(field.name())).toList();
      return new Partition(picked.getFirst().rows(), picked);
    }

    @Override
    public void done(int part) {
      Map<String, Column> read = open.remove(part);
      if (read != null) {
        read.values().forEach(Column::close);
      }
    }

    @Override
    public Schema schema() {
      return new Schema(columns);
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    partitions.forEach(columns -> columns.values().forEach(Column::close));
    if (store != null) {
      store.close();
    }
    allocator.close();
  }
}
