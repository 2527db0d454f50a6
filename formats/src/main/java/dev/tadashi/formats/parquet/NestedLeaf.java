package dev.tadashi.formats.parquet;

import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.Field;
import dev.tadashi.model.type.ListType;
import dev.tadashi.model.type.MapType;
import dev.tadashi.model.type.StructType;
import java.util.ArrayList;
import java.util.List;

/**
 * One column of plain values that a nested column becomes in a file.
 *
 * @param path its name, from the column's
 * @param steps the way to the values, from the column's
 * @param optional for the column and after each step: whether what is there may be null
 * @param definition the level of a value that is there
 * @param repetition how many lists it is in
 */
record NestedLeaf(
    List<String> path,
    DataType type,
    List<Step> steps,
    List<Boolean> optional,
    int definition,
    int repetition) {

  /** One level down. */
  sealed interface Step {
    /** To all elements of a list, or entries of a map. */
    record Elements() implements Step {}

    /** To one part of a struct. */
    record Part(int index) implements Step {}
  }

  /** All of a column, in the order of the schema. */
  static List<NestedLeaf> of(Field field) {
    List<NestedLeaf> leaves = new ArrayList<>();
    new NestedLeaf(
            List.of(field.name()),
            field.type(),
            List.of(),
            List.of(field.nullable()),
            field.nullable() ? 1 : 0,
            0)
        .collect(leaves);
    return leaves;
  }

  private void collect(List<NestedLeaf> leaves) {
    switch (type) {
      case ListType list ->
          step(list.element(), new Step.Elements(), true, "list", "element").collect(leaves);
      case MapType map -> {
        NestedLeaf entry = step(map.entry(), new Step.Elements(), false, "key_value");
        entry.step(map.key(), new Step.Part(0), false, "key").collect(leaves);
        entry.step(map.value(), new Step.Part(1), true, "value").collect(leaves);
      }
      case StructType struct -> {
        for (int i = 0; i < struct.parts().size(); i++) {
          StructType.Part part = struct.parts().get(i);
          step(part.type(), new Step.Part(i), true, part.name()).collect(leaves);
        }
      }
      default -> leaves.add(this);
    }
  }

  private NestedLeaf step(DataType to, Step step, boolean mayBeNull, String... names) {
    boolean repeats = step instanceof Step.Elements;
    return new NestedLeaf(
        with(path, names),
        to,
        with(steps, step),
        with(optional, mayBeNull),
        definition + (repeats ? 1 : 0) + (mayBeNull ? 1 : 0),
        repetition + (repeats ? 1 : 0));
  }

  @SafeVarargs
  private static <T> List<T> with(List<T> list, T... more) {
    List<T> longer = new ArrayList<>(list);
    longer.addAll(List.of(more));
    return longer;
  }
}
