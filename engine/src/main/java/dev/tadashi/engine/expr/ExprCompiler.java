package dev.tadashi.engine.expr;

import dev.tadashi.engine.column.Layout;
import dev.tadashi.engine.column.Values;
import dev.tadashi.engine.memory.BytesPool;
import dev.tadashi.engine.vector.Scratch;
import dev.tadashi.engine.vector.Vec;
import dev.tadashi.model.expr.Literal;
import dev.tadashi.model.expr.RowExpr;
import dev.tadashi.model.function.ScalarFunction;
import dev.tadashi.model.type.DataType;
import dev.tadashi.model.type.DecimalType;
import dev.tadashi.model.type.SimpleType;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Makes kernels out of typed expressions; they are usable until it is closed. For one thread. */
public final class ExprCompiler implements AutoCloseable {
  private final BytesPool texts;
  private final Scratch scratch;
  private final FunctionCompiler functions;

  public ExprCompiler(BufferAllocator allocator) {
    this.texts = new BytesPool(allocator);
    this.scratch = new Scratch(allocator);
    this.functions = new FunctionCompiler(allocator);
  }

  public Kernel compile(RowExpr expr) {
    return switch (expr) {
      case RowExpr.Ref(int index, DataType type) -> rows -> rows.column(index);
      case RowExpr.Const(Literal literal) -> Constants.kernel(literal, texts);
      case RowExpr.Answer _, RowExpr.Some _ ->
          throw new IllegalArgumentException("a subquery's answer");
      case RowExpr.Call call ->
          isConstant(call) ? new Folded(call(call), call.type(), texts) : call(call);
    };
  }

  private static boolean isConstant(RowExpr expr) {
    return switch (expr) {
      case RowExpr.Ref ref -> false;
      case RowExpr.Const constant -> true;
      case RowExpr.Answer _, RowExpr.Some _ -> false;
      case RowExpr.Call call -> call.args().stream().allMatch(ExprCompiler::isConstant);
    };
  }

  private Kernel call(RowExpr.Call call) {
    List<RowExpr> args = call.args();
    return switch (call.function()) {
      case EQ, NE, LT, LE, GT, GE -> comparison(call.function(), args.get(0), args.get(1));
      case AND, OR -> new AndOr(call.function() == ScalarFunction.AND, compile(args));
      case NOT -> new Not(compile(args.getFirst()));
      case IS_NULL -> new NullTest(compile(args.getFirst()), true);
      case IS_NOT_NULL -> new NullTest(compile(args.getFirst()), false);
      case IN -> in(args);
      case BETWEEN ->
          new AndOr(
              true,
              new Kernel[] {
                comparison(ScalarFunction.GE, args.get(0), args.get(1)),
                comparison(ScalarFunction.LE, args.get(0), args.get(2))
              });
      case LIKE -> like(args);
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> arithmetic(call);
      case NEGATE -> new Negate(compile(args.getFirst()), call.type());
      case CAST, TRY_CAST -> cast(call);
      default -> functions.call(call, compile(args));
    };
  }

  private Kernel[] compile(List<RowExpr> exprs) {
    return exprs.stream().map(this::compile).toArray(Kernel[]::new);
  }

  private Kernel comparison(ScalarFunction function, RowExpr left, RowExpr right) {
    if (Layout.of(left.type()) == Layout.BYTES) {
      if (right instanceof RowExpr.Const(Literal literal) && !literal.isNull()) {
        return textComparison(function, compile(left), literal);
      } else if (left instanceof RowExpr.Const(Literal literal) && !literal.isNull()) {
        return textComparison(Comparison.swapped(function), compile(right), literal);
      }
    }
    boolean unsigned = left.type() == SimpleType.UINT64;
    return new Comparison(function, unsigned, compile(left), compile(right));
  }

  private Kernel textComparison(ScalarFunction function, Kernel text, Literal constant) {
    int code = Constants.intern(texts, constant);
    return new TextTest(text, TextTest.compare(function, texts.address(code), texts.length(code)));
  }

  private Kernel like(List<RowExpr> args) {
    if (!(args.get(1) instanceof RowExpr.Const(Literal pattern))) {
      return new LikeEach(compile(args.get(0)), compile(args.get(1)));
    } else if (pattern.isNull()) {
      return Constants.kernel(Literal.ofNull(SimpleType.BOOL), texts);
    }
    return new TextTest(compile(args.get(0)), new LikePattern(Values.toBytes(pattern)));
  }

  private Kernel in(List<RowExpr> args) {
    RowExpr value = args.getFirst();
    MemberSet.Builder members = new MemberSet.Builder(texts);
    for (RowExpr arg : args.subList(1, args.size())) {
      members.add(constant(arg));
      scratch.reset();
    }
    return members.build(compile(value), Layout.of(value.type()));
  }

  /** The value of an expression without columns, as a chunk of one row. */
  private Vec constant(RowExpr expr) {
    return compile(expr).eval(Rows.of(new Vec[0], 1, scratch));
  }

  private Kernel cast(RowExpr.Call call) {
    RowExpr arg = call.args().getFirst();
    Kernel source = compile(arg);
    if (arg.type().equals(call.type())) {
      return source;
    } else if (call.function() == ScalarFunction.CAST) {
      return Casts.kernel(source, arg.type(), call.type())
          .orElseGet(() -> functions.conversion(call, source));
    }
    return functions.conversion(call, source);
  }

  private Kernel arithmetic(RowExpr.Call call) {
    Kernel left = compile(call.args().get(0));
    Kernel right = compile(call.args().get(1));
    DataType type = call.type();
    if (type instanceof DecimalType decimal) {
      DecimalType a = (DecimalType) call.args().get(0).type();
      DecimalType b = (DecimalType) call.args().get(1).type();
      return DecimalArithmetic.kernel(call.function(), left, a, right, b, decimal);
    } else if (type.isFloating()) {
      return new DoubleArithmetic(call.function(), left, right, type == SimpleType.FLOAT32);
    } else if (type == SimpleType.UINT64) {
      return new UnsignedArithmetic(call.function(), left, right);
    }
    return new LongArithmetic(call.function(), left, right, (SimpleType) type);
  }

  @Override
  public void close() {
    functions.close();
    texts.close();
    scratch.close();
  }
}
