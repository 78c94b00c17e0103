"""Reductions that PyTorch's gloo lacks, beside the same on one process: averages, scaled sums, bools, short ones."""

import functools
import operator

import flambeau as t
import flambeau.distributed as d

d.init_process_group("gloo")
rank, size = d.get_rank(), d.get_world_size()


def of(rank, dtype):
    return (t.arange(6).reshape(2, 3) % 4 + 2 * rank).to(dtype)


def together(dtype, op):
    x = of(rank, dtype)
    d.all_reduce(x, op=op)
    return x


def alone(dtype, combine):
    return functools.reduce(combine, [of(r, dtype) for r in range(size)])


for dtype in (t.float32, t.float64, t.float16, t.bfloat16, t.complex64):
    mean = alone(dtype, operator.add) / size
    assert t.equal(together(dtype, d.ReduceOp.AVG), mean), dtype
for dtype in (t.int16, t.int32, t.int64, t.uint8):
    mean = (alone(dtype, operator.add) // size).to(dtype)
    assert t.equal(together(dtype, d.ReduceOp.AVG), mean), dtype
    assert t.equal(together(dtype, d.ReduceOp.MAX), alone(dtype, t.maximum)), dtype
    assert t.equal(together(dtype, d.ReduceOp.BXOR), alone(dtype, operator.xor)), dtype
for name, combine in {"SUM": "or", "MAX": "or", "BOR": "or", "PRODUCT": "and", "MIN": "and", "BAND": "and"}.items():
    expected = alone(t.bool, getattr(operator, f"{combine}_"))
    assert t.equal(together(t.bool, getattr(d.ReduceOp, name)), expected), name

x = of(rank, t.float64)
d.all_reduce(x, d._make_nccl_premul_sum(0.5))
assert t.equal(x, alone(t.float64, operator.add) * 0.5)

part = t.empty(6, dtype=t.float64)
d.reduce_scatter_tensor(part, t.cat([of(rank, t.float64).flatten() + k for k in range(size)]), op=d.ReduceOp.AVG)
assert t.equal(part, alone(t.float64, operator.add).flatten() / size + rank)

into = t.zeros(4, 4)[::2, 1:]  # gloo writes elsewhere
into.copy_(of(rank, t.float32))
d.broadcast(into, 1)
assert t.equal(into, of(1, t.float32))

d.barrier()
d.destroy_process_group()
print(f"rank {rank} is right")
