package dev.tadashi.engine.expr;

import dev.tadashi.engine.function.Args;
import dev.tadashi.engine.function.Functions;
import dev.tadashi.engine.function.MathFunctions;
import dev.tadashi.engine.function.RowFunction;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Makes kernels of functions and conversions; what they hold is freed when it is closed. */
final class FunctionCompiler implements AutoCloseable {
  private final BufferAllocator allocator;
  private final List<EntryResults> held = new ArrayList<>();

  FunctionCompiler(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  Kernel call(RowExpr.Call call, Kernel[] args) {
    ScalarFunction function = call.function();
    return switch (function) {
      case CASE -> branches(args, call.type());
      case COALESCE -> new Coalesce(args, call.type());
      case GREATEST, LEAST -> new BestOf(args, function == ScalarFunction.GREATEST, call.type());
      case IS_DISTINCT -> new Distinct(args[0], args[1]);
      default -> calculation(call, args);
    };
  }

  private static Kernel branches(Kernel[] args, DataType type) {
    int count = args.length / 2;
    Kernel[] conditions = new Kernel[count];
    Kernel[] values = new Kernel[count];
    for (int i = 0; i < count; i++) {
      conditions[i] = args[2 * i];
      values[i] = args[2 * i + 1];
    }
    return new Branches(conditions, values, args[args.length - 1], type);
  }

  private Kernel calculation(RowExpr.Call call, Kernel[] args) {
    ScalarFunction function = call.function();
    boolean doubles =
        call.args().stream().allMatch(arg -> arg.type() == SimpleType.FLOAT64)
            && call.type() == SimpleType.FLOAT64;
    @Nullable DoubleUnaryOperator unary = MathFunctions.unary(function).orElse(null);
    if (doubles && args.length == 1 && unary != null) {
      return DoubleCalls.unary(function, args[0], unary);
    }
    @Nullable DoubleBinaryOperator binary = MathFunctions.binary(function).orElse(null);
    if (doubles && args.length == 2 && binary != null) {
      return DoubleCalls.binary(function, args[0], args[1], binary);
    }
    return byRow(Functions.row(function, call.type()), Functions.takesNull(function), call, args);
  }

  /** A conversion that has no loop of its own. */
  Kernel conversion(RowExpr.Call call, Kernel source) {
    RowFunction function =
        call.function() == ScalarFunction.TRY_CAST
            ? Functions.tryConversion(call.type())
            : Functions.conversion(call.type());
    return byRow(function, false, call, new Kernel[] {source});
  }

  private Kernel byRow(
      RowFunction function, boolean takesNull, RowExpr.Call call, Kernel[] kernels) {
    boolean[] constant = new boolean[kernels.length];
    boolean othersConstant = kernels.length > 0;
    for (int i = 0; i < constant.length; i++) {
      constant[i] = call.args().get(i) instanceof RowExpr.Const;
      othersConstant &= i == 0 || constant[i];
    }
    EntryResults results = new EntryResults(call.type(), new BytesPool(allocator));
    held.add(results);
    Args args = new Args(call.args().stream().map(RowExpr::type).toList(), constant);
    return new RowCall(function, takesNull, kernels, args, call.type(), othersConstant, results);
  }

  @Override
  public void close() {
    held.forEach(EntryResults::close);
    held.clear();
  }
}
