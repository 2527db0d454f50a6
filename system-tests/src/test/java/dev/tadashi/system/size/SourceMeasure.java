package dev.tadashi.system.size;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Lines of all main sources, by file and by method. Tests and package descriptions do not count.
 */
final class SourceMeasure {
  private final Map<String, Integer> files = new TreeMap<>();
  private final Map<String, Integer> methods = new TreeMap<>();

  static SourceMeasure of(Path root) throws IOException {
    SourceMeasure measure = new SourceMeasure();
    List<Path> sources = sources(root);
    for (Path source : sources) {
      measure.files.put(root.relativize(source).toString(), Files.readAllLines(source).size());
    }
    measure.readMethods(root, sources);
    return measure;
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path main :
          modules.map(m -> m.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> tree = Files.walk(main)) {
          tree.filter(SourceMeasure::counts).forEach(sources::add);
        }
      }
    }
    Collections.sort(sources);
    return sources;
  }

  private static boolean counts(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".java") && !name.equals("package-info.java");
  }

  private void readMethods(Path root, List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        String file = root.toUri().relativize(unit.getSourceFile().toUri()).getPath();
        new MethodScanner(file, unit, positions).scan(unit, null);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private final class MethodScanner extends TreePathScanner<Void, Void> {
    private final String file;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    MethodScanner(String file, CompilationUnitTree unit, SourcePositions positions) {
      this.file = file;
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      if (method.getBody() != null) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        methods.put(file + ":" + first + " " + method.getName(), (int) (last - first + 1));
      }
      return super.visitMethod(method, unused);
    }
  }

  /** The value below which that share of the files lies. */
  int fileLines(double share) {
    return quantile(files, share);
  }

  int methodLines(double share) {
    return quantile(methods, share);
  }

  /** Share of methods of more than 50 lines, in thousandths. */
  int longMethodsPerMille() {
    long count = methods.values().stream().filter(lines -> lines > 50).count();
    return methods.isEmpty() ? 0 : (int) Math.ceil(1000.0 * count / methods.size());
  }

  int longestFile() {
    return files.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** The longest files and methods, for the message of a failure. */
  String worst() {
    return "longest files " + top(files) + "; longest methods " + top(methods);
  }

  private static String top(Map<String, Integer> lines) {
    return lines.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(8)
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList()
        .toString();
  }

  private static int quantile(Map<String, Integer> lines, double share) {
    List<Integer> sorted = lines.values().stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) ((sorted.size() - 1) * share));
  }
}
