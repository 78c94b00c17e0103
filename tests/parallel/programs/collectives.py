"""What every collective gives, printed as JSON by rank 0; the same program for flambeau and for PyTorch's gloo.

Usage: collectives.py LIBRARY RANKS FILE; each rank writes FILE.RANK.
"""

import importlib
import json
import math
import os
import sys
import warnings

DTYPES = ["float32", "float64", "float16", "bfloat16", "uint8", "int8", "int32", "int64"]


def values(t, rank, dtype="float32"):
    """Small whole numbers, which every dtype holds and adds exactly."""
    return (t.arange(6).reshape(2, 3) % 4 + 1 + rank).to(getattr(t, dtype))


def reduced(t, d, rank, name, dtype):
    x = values(t, rank, dtype)
    d.all_reduce(x, op=getattr(d.ReduceOp, name))
    return x


def later(t, work, *tensors):
    work.wait()
    return [work.is_completed(), *tensors]


def filled(t, count, shape=(2, 3)):
    return [t.zeros(shape) for _ in range(count)]


def scenario(call):
    SCENARIOS[call.__name__] = call
    return call


SCENARIOS = {}
for op_name in ("SUM", "PRODUCT", "MIN", "MAX"):
    for dtype_name in DTYPES:
        SCENARIOS[f"all_reduce {op_name} {dtype_name}"] = lambda t, d, r, n, o=op_name, k=dtype_name: reduced(
            t, d, r, o, k
        )
for op_name in ("BAND", "BOR", "BXOR"):
    for dtype_name in ("uint8", "int32", "int64"):
        SCENARIOS[f"all_reduce {op_name} {dtype_name}"] = lambda t, d, r, n, o=op_name, k=dtype_name: reduced(
            t, d, r, o, k
        )


@scenario
def refused(t, d, r, n):
    def of(call):
        try:
            call()
        except Exception as error:
            return type(error).__name__
        return "no error"

    complex_ones = t.ones(2, dtype=t.complex64)
    return [
        of(lambda: d.all_reduce(complex_ones, op=d.ReduceOp.MAX)),
        of(lambda: d.all_reduce([1.0])),
        of(lambda: d.send(t.ones(1), r)),
        of(lambda: d.gather(t.ones(1), [t.ones(1)] * n if r else None)),
        of(lambda: d.scatter(t.ones(1), [t.ones(1)] * n if r else None)),
        of(lambda: d.new_group([n])),
        of(lambda: d.init_process_group("gloo")),
    ]


@scenario
def transposed(t, d, r, n):
    x = values(t, r).t()
    d.all_reduce(x)
    return x


@scenario
def empty(t, d, r, n):
    x, y = t.zeros(0, 3), t.zeros(0)
    d.all_reduce(x)
    d.broadcast(y, 1)
    return [x, y]


@scenario
def complex_sum(t, d, r, n):
    x = t.complex(t.ones(2), t.full((2,), float(r)))
    d.all_reduce(x)
    return t.view_as_real(x)


@scenario
def asynchronous(t, d, r, n):
    x, y = values(t, r), values(t, 2 * r)
    first, second = d.all_reduce(x, async_op=True), d.broadcast(y, 1, async_op=True)
    return later(t, second, y) + later(t, first, x)


@scenario
def futures(t, d, r, n):
    x = values(t, r)
    return d.all_reduce(x, async_op=True).get_future().then(lambda f: f.value()[0] * 2).wait()


@scenario
def reduce(t, d, r, n):
    x = values(t, r)
    d.reduce(x, 1)
    return x if r == 1 else None


@scenario
def broadcast(t, d, r, n):
    out = []
    for dtype in [*DTYPES, "bool", "complex64"]:
        x = (values(t, r) > 2) if dtype == "bool" else values(t, r).to(getattr(t, dtype))
        d.broadcast(x, n - 1)
        out.append(t.view_as_real(x) if dtype == "complex64" else x)
    return out


@scenario
def all_gather(t, d, r, n):
    lists, whole = filled(t, n, (3, 2)), t.zeros(2 * n, 3)
    d.all_gather(lists, values(t, r).t())
    d.all_gather_into_tensor(whole, values(t, r))
    return [lists, whole]


@scenario
def gather(t, d, r, n):
    lists = filled(t, n) if r == 1 else None
    d.gather(values(t, r), lists, dst=1)
    return lists


@scenario
def scatter(t, d, r, n):
    x = t.zeros(2, 3)
    d.scatter(x, [values(t, k) for k in range(n)] if r == 1 else None, src=1)
    return x


@scenario
def reduce_scatter(t, d, r, n):
    x, y = t.zeros(2, 3), t.zeros(2, 3)
    d.reduce_scatter(x, [values(t, r + k) for k in range(n)])
    d.reduce_scatter_tensor(y, t.cat([values(t, r * k) for k in range(n)]))
    return [x, y]


@scenario
def all_to_all_single(t, d, r, n):
    x, y = t.zeros(n, 2), t.zeros(sum(k + 1 for k in range(n)), 2)
    d.all_to_all_single(x, t.arange(2.0 * n).reshape(n, 2) + 100 * r)
    d.all_to_all_single(y, t.ones(n * (r + 1), 2) * r, [k + 1 for k in range(n)], [r + 1] * n)
    return [x, y]


@scenario
def messages(t, d, r, n):
    x = t.zeros(2, 3)
    sender = None
    if r == 0:
        d.send(values(t, 5), 1)
        d.isend(values(t, 6), 1, tag=3).wait()
    if r == 1:
        y = t.zeros(2, 3)
        sender = d.recv(x)
        d.irecv(y, 0, tag=3).wait()
        x = x + y
    return [x, sender]


@scenario
def ring(t, d, r, n):
    x = t.zeros(2, 3)
    ops = [d.P2POp(d.isend, values(t, r), (r + 1) % n), d.P2POp(d.irecv, x, (r - 1) % n)]
    for work in d.batch_isend_irecv(ops):
        work.wait()
    return x


@scenario
def objects(t, d, r, n):
    everything, here, whole, part = [None] * n, [None] * n if r == 0 else None, [{"of": r}, r], [None]
    d.all_gather_object(everything, {"rank": r, "long": "x" * (10 * r)})
    d.gather_object((r, "a"), here)
    d.broadcast_object_list(whole, 1)
    d.scatter_object_list(part, [k * "y" for k in range(n)] if r == 0 else None)
    return [everything, here, whole, part]


@scenario
def sent_objects(t, d, r, n):
    got = [None, None]
    if r == 0:
        d.send_object_list([1, {"a": None}], 1)
    if r == 1:
        d.recv_object_list(got, 0)
    return got


@scenario
def groups(t, d, r, n):
    last = d.new_group([n - 1])
    odd = d.new_group([k for k in range(n) if k % 2])
    x, y = values(t, r), values(t, r)
    if r == n - 1:
        d.all_reduce(x, group=last)
    if r % 2:
        d.all_reduce(y, group=odd)
    own, every = d.new_subgroups(2)
    z = values(t, r)
    d.all_reduce(z, group=own)
    return [x, y, z, d.get_rank(odd), d.get_world_size(last), d.get_process_group_ranks(own), len(every)]


@scenario
def barriers(t, d, r, n):
    d.barrier()
    d.monitored_barrier()
    return [d.barrier(async_op=True).wait(), d.get_rank(), d.get_world_size(), d.get_backend()]


def plain(value):
    if hasattr(value, "tolist"):
        return [str(value.dtype).split(".")[1], plain(value.to(value.dtype).tolist())]
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def outcome(call, *arguments):
    try:
        return plain(call(*arguments))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def run(library, rank, size, file):
    t = importlib.import_module(library)
    d = importlib.import_module(f"{library}.distributed")
    warnings.simplefilter("ignore")
    d.init_process_group("gloo", init_method=f"file://{file}.store", rank=rank, world_size=size)
    found = {name: outcome(call, t, d, rank, size) for name, call in SCENARIOS.items()}
    with open(f"{file}.{rank}", "w") as out:
        json.dump(found, out)
    d.barrier()
    d.destroy_process_group()


if __name__ == "__main__":
    library, size, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    importlib.import_module(library)  # once, before the processes part
    children = []
    for rank in range(size):
        pid = os.fork()
        if pid == 0:
            import multiprocessing.util

            run(library, rank, size, file)
            multiprocessing.util._exit_function()
            os._exit(0)
        children.append(pid)
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0 for pid in children))
