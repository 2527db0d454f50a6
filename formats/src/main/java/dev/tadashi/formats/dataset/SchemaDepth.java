package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.parquet.format.SchemaElement;

/**
 * How deep a Parquet schema nests. The native reader follows it by calling itself, so that a deep
 * one would end the process.
 */
final class SchemaDepth {
  /** Of each element above the current one: how many of its children are still to come. */
  private final Deque<Integer> open = new ArrayDeque<>();

  private SchemaDepth() {}

  /** Refuses a schema, a tree in depth-first order, that nests too deeply. */
  static void check(TableFile file, List<SchemaElement> elements) {
    SchemaDepth depth = new SchemaDepth();
    String column = "";
    for (SchemaElement element : elements) {
      int level = depth.enter(element);
      column = level == 1 ? FooterParts.name(element) : column;
      if (level > FileErrors.MAX_DEPTH) {
        throw FileErrors.tooDeep(file, column);
      }
    }
  }

  /** The level of the element; the root's is 0. */
  private int enter(SchemaElement element) {
    int level = open.size();
    if (!open.isEmpty()) {
      open.push(open.pop() - 1);
    }
    int children = element.isSetNum_children() ? Math.max(0, element.getNum_children()) : 0;
    if (children > 0) {
      open.push(children);
    }
    while (!open.isEmpty() && open.element() == 0) {
      open.pop();
    }
    return level;
  }
}
