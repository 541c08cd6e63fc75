"""Eight numbers at once inside compiled code: a numba type with loads, stores and arithmetic.

Left to itself the compiler vectorises loops over topics badly (few topics a trip, arrays that might overlap). Spelled
out, a loop runs several times faster, and since nothing is reordered it gives the same bits on every processor.
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

WIDTH = 8
MOST = 1000  # the most topics a model may have: what `scratch` holds where the width is not known
_FLOATS = {types.float32: (ir.FloatType(), 32), types.float64: (ir.DoubleType(), 64)}


class LanesType(types.Type):
    """The compiler's name for eight floats of one precision."""

    def __init__(self, number: Any) -> None:
        self.number = number
        super().__init__(name=f"Lanes({number})")

    @property
    def vector(self) -> Any:
        """The machine's vector type."""
        return ir.VectorType(_FLOATS[self.number][0], WIDTH)

    @property
    def bits(self) -> int:
        """Bits a number."""
        return _FLOATS[self.number][1]


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, kind.vector)


def _pointer(context: Any, builder: Any, signature: Any, arguments: Any, kind: LanesType) -> Any:
    place = context.cast(builder, arguments[1], signature.args[1], types.intp)
    if isinstance(signature.args[0], types.CPointer):  # what `scratch` gave
        data = arguments[0]
    else:
        data = context.make_array(signature.args[0])(context, builder, value=arguments[0]).data
    return builder.bitcast(builder.gep(data, [place]), kind.vector.as_pointer())


@intrinsic
def load(typing: Any, array: Any, index: Any) -> Any:
    """array.flat[index : index + 8] of a C-contiguous array; nothing is checked."""
    kind = LanesType(array.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_pointer(context, builder, signature, arguments, kind))
        found.align = kind.bits // 8
        return found

    return kind(array, index), generate


@intrinsic
def store(typing: Any, array: Any, index: Any, lanes: Any) -> Any:
    """Write lanes to array.flat[index : index + 8]; nothing is checked."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        written = builder.store(arguments[2], _pointer(context, builder, signature, arguments, lanes))
        written.align = lanes.bits // 8
        return context.get_dummy_value()

    return types.void(array, index, lanes), generate


@intrinsic(prefer_literal=True)
def scratch(typing: Any, number: Any, width: Any) -> Any:
    """Room for `width` numbers like `number`, not set; of a constant width it lies in the processor's registers.

    A width of 0 is room for the most topics a model may have.
    """
    if not isinstance(width, types.IntegerLiteral):
        return None
    kind, count = LanesType(number), -(-(width.literal_value or MOST) // WIDTH)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        room = cgutils.alloca_once(builder, kind.vector, size=ir.Constant(ir.IntType(64), count))
        return builder.bitcast(room, _FLOATS[number][0].as_pointer())

    return types.CPointer(number)(number, width), generate


@intrinsic
def prefetch(typing: Any, array: Any, index: Any) -> Any:
    """Ask for array.flat[index] to be brought near, to be written soon; changes nothing, and may lie anywhere."""
    kind = LanesType(array.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        byte, whole = ir.IntType(8).as_pointer(), ir.IntType(32)
        kinds = ir.FunctionType(ir.VoidType(), [byte, whole, whole, whole])
        hint = builder.module.declare_intrinsic("llvm.prefetch", [byte], kinds)
        place = builder.bitcast(_pointer(context, builder, signature, arguments, kind), byte)
        builder.call(hint, [place, whole(1), whole(3), whole(1)])
        return context.get_dummy_value()

    return types.void(array, index), generate


@intrinsic
def splat(typing: Any, number: Any) -> Any:
    """One float in all eight lanes."""
    kind = LanesType(number)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        nothing = ir.Constant(kind.vector, ir.Undefined)
        one = builder.insert_element(nothing, arguments[0], ir.Constant(ir.IntType(32), 0))
        return builder.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH))

    return kind(number), generate


@intrinsic
def total(typing: Any, lanes: Any) -> Any:
    """The sum of the eight lanes, added in a fixed tree."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        parts = [builder.extract_element(arguments[0], ir.Constant(ir.IntType(32), i)) for i in range(WIDTH)]
        while len(parts) > 1:
            half = len(parts) // 2
            parts = [builder.fadd(a, b) for a, b in zip(parts[:half], parts[half:])]
        return parts[0]

    return lanes.number(lanes), generate


@intrinsic
def added(typing: Any, number: Any, lanes: Any) -> Any:
    """A double and the eight lanes, widened to doubles, added one after another."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found, several = arguments
        for i in range(WIDTH):
            one = builder.extract_element(several, ir.Constant(ir.IntType(32), i))
            found = builder.fadd(found, builder.fpext(one, ir.DoubleType()))
        return found

    return types.float64(types.float64, lanes), generate


@intrinsic
def widened(typing: Any, lanes: Any) -> Any:
    """Eight single floats as doubles."""
    kind = LanesType(types.float64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fpext(arguments[0], kind.vector)

    return kind(lanes), generate


@intrinsic
def at_least_zero(typing: Any, lanes: Any) -> Any:
    """max(lanes, 0), lane by lane."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zero = ir.Constant(lanes.vector, [0.0] * WIDTH)
        return builder.select(builder.fcmp_ordered(">", arguments[0], zero), arguments[0], zero)

    return lanes(lanes), generate


@intrinsic
def size(typing: Any, lanes: Any) -> Any:
    """|lanes|, lane by lane."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = ir.VectorType(ir.IntType(lanes.bits), WIDTH)
        mask = ir.Constant(whole, [(1 << (lanes.bits - 1)) - 1] * WIDTH)
        return builder.bitcast(builder.and_(builder.bitcast(arguments[0], whole), mask), lanes.vector)

    return lanes(lanes), generate


def _operator(function: Any, instruction: str) -> None:
    @intrinsic
    def work(typing: Any, left: Any, right: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return getattr(builder, instruction)(*arguments)

        return left(left, right), generate

    @overload(function)
    def choose(left: Any, right: Any) -> Any:
        def apply(left: Any, right: Any) -> Any:
            return work(left, right)

        return apply if isinstance(left, LanesType) and left == right else None


_operator(operator.add, "fadd")
_operator(operator.sub, "fsub")
_operator(operator.mul, "fmul")
_operator(operator.truediv, "fdiv")
