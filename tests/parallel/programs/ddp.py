"""Training in several processes, each with its part of the batch, beside one process with all of it.

Every check raises where it fails. Usage: flambeau launch -n RANKS ddp.py
"""

import flambeau as torch
import flambeau.distributed as dist
from flambeau import nn
from flambeau.distributed.algorithms.ddp_comm_hooks import default_hooks, powerSGD_hook
from flambeau.nn.parallel import DistributedDataParallel as DDP

dist.init_process_group("gloo")
RANK, SIZE = dist.get_rank(), dist.get_world_size()
BATCH = 8


def network(norm=None):
    torch.manual_seed(RANK)  # each its own: the first process's parameters count
    layers = [nn.Conv2d(1, 4, 3), norm(4) if norm else nn.Identity(), nn.ReLU(), nn.Flatten(), nn.Linear(64, 10)]
    return nn.Sequential(*layers)


def data(step):
    generator = torch.Generator().manual_seed(step)
    return torch.randn(BATCH, 1, 6, 6, generator=generator), torch.randint(10, (BATCH,), generator=generator)


def part(tensor):
    return tensor.chunk(SIZE)[RANK]


def alike(found, expected, what, **tolerance):
    for (name, p), q in zip(found.named_parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(p, q, msg=f"{what}: {name} {(p - q).abs().max()}", **(tolerance or TIGHT))


TIGHT = {"rtol": 1e-5, "atol": 1e-6}


def copy_of(model):
    import copy

    return copy.deepcopy(model)


def refuses(call, words):
    try:
        call()
    except RuntimeError as error:
        said = str(error)
    else:
        said = "nothing"
    assert words in said, said


def step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


def trained(options, steps=4, norm=None, hook=None, **tolerance):
    net = network(norm)
    model = DDP(net, **options)
    if hook:
        model.register_comm_hook(*hook)
    reference = copy_of(net)
    if norm is nn.SyncBatchNorm:
        reference[1] = nn.BatchNorm2d(4)
    ours = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    theirs = torch.optim.SGD(reference.parameters(), lr=0.1, momentum=0.9)
    for k in range(steps):
        x, y = data(k)
        step(model, ours, part(x), part(y))
        step(reference, theirs, x, y)
    alike(net, reference, str(options), **tolerance)
    if norm is nn.SyncBatchNorm:
        torch.testing.assert_close(net[1].running_var, reference[1].running_var)
        torch.testing.assert_close(net[1].running_mean, reference[1].running_mean)
    return net


def gradients_of_parts_are_those_of_the_whole():
    for options in ({}, {"gradient_as_bucket_view": True}, {"bucket_cap_mb": 0.0001}, {"static_graph": True},
                    {"find_unused_parameters": True}):  # fmt: skip
        trained(options)
    trained({}, norm=nn.SyncBatchNorm, rtol=1e-4, atol=1e-5)


def the_same_bits_every_time():
    first, second = (trained({"bucket_cap_mb": 0.001}) for _ in range(2))
    assert all(torch.equal(p, q) for p, q in zip(first.parameters(), second.parameters(), strict=True))
    every = [torch.empty_like(first[0].weight) for _ in range(SIZE)]
    dist.all_gather(every, first[0].weight.detach())
    assert all(torch.equal(every[0], one) for one in every)


def hooks():
    trained({}, hook=(None, default_hooks.allreduce_hook))
    trained({}, hook=(None, default_hooks.bf16_compress_hook), rtol=0.1, atol=0.02)
    state = powerSGD_hook.PowerSGDState(None, matrix_approximation_rank=9, start_powerSGD_iter=2,
                                        min_compression_rate=0.1)  # fmt: skip
    trained({}, hook=(state, powerSGD_hook.powerSGD_hook), rtol=0.5, atol=0.1)
    assert state.iter >= 2
    assert state.factors


def without_sending():
    net = network()
    model, reference = DDP(net), copy_of(net)
    (x, y), (u, v) = data(0), data(1)
    with model.no_sync():
        nn.functional.cross_entropy(model(part(x)), part(y)).backward()
    nn.functional.cross_entropy(model(part(u)), part(v)).backward()
    (nn.functional.cross_entropy(reference(x), y) + nn.functional.cross_entropy(reference(u), v)).backward()
    for p, q in zip(net.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(p.grad, q.grad, **TIGHT)


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.each = nn.ModuleList(nn.Linear(3, 2) for _ in range(SIZE + 1))

    def forward(self, x, which):
        return self.each[which](x)


def some_parameters_are_not_used():
    torch.manual_seed(0)
    net = Branches()
    model = DDP(net, find_unused_parameters=True)
    x = torch.ones(2, 3)
    for _ in range(2):
        net.zero_grad()
        model(x, RANK).sum().backward()
        for k in range(SIZE):
            torch.testing.assert_close(net.each[k].weight.grad, torch.full((2, 3), 2.0 / SIZE))
        assert net.each[SIZE].weight.grad is None
    strict = DDP(Branches())
    strict(x, 0).sum().backward()
    refuses(lambda: strict(x, 0), "each.1.weight")


def inputs_run_out():
    torch.manual_seed(0)
    net = nn.Linear(2, 1)
    model, reference = DDP(net), copy_of(net)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with model.join():
        for _ in range(1 + RANK):
            optimizer.zero_grad()
            model(torch.ones(1, 2)).sum().backward()
            optimizer.step()
    for k in range(SIZE):  # step k is taken by those that have more than k batches, divided by all
        with torch.no_grad():
            for p in reference.parameters():
                p.sub_(0.1 * (SIZE - k) / SIZE)
    alike(net, reference, "join")


def buffers_are_the_first_process_s():
    net = nn.BatchNorm1d(2)
    model = DDP(nn.Sequential(net, nn.Linear(2, 1)))
    net.running_mean.fill_(RANK)
    model.train()
    model(torch.zeros(4, 2))
    assert net.running_mean.abs().max() == 0


def modules_differ():
    refuses(lambda: DDP(nn.Linear(2, 2 + RANK)), "rank 1 has 2 parameters")


def derivatives_pass_through_collectives():
    x = torch.full((3,), float(RANK + 1), dtype=torch.float64, requires_grad=True)
    y = dist.nn.all_reduce(x * x)
    (y * y).sum().backward()
    total = sum((k + 1) ** 2 for k in range(SIZE))
    torch.testing.assert_close(x.grad, SIZE * 2 * total * 2 * x.detach())
    gathered = torch.cat(dist.nn.all_gather(x))
    (g,) = torch.autograd.grad((gathered**3).sum(), x, create_graph=True)
    torch.testing.assert_close(g, SIZE * 3 * x**2)
    (second,) = torch.autograd.grad(g.sum(), x)
    torch.testing.assert_close(second, SIZE * SIZE * 6 * x.detach() / SIZE)
    rows = dist.nn.all_to_all_single(torch.zeros(SIZE, 3, dtype=x.dtype), torch.stack([x * k for k in range(SIZE)]))
    torch.testing.assert_close(rows.detach()[:, 0], RANK * torch.arange(1.0, SIZE + 1, dtype=x.dtype))


def second_derivatives_of_synchronised_normalisation():
    whole = torch.randn(4 * SIZE, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    ours, theirs = nn.SyncBatchNorm(3).double(), nn.BatchNorm1d(3).double()

    def second(layer, x):
        x = x.detach().requires_grad_()
        (g,) = torch.autograd.grad((layer(x) ** 3).sum(), x, create_graph=True)
        return torch.autograd.grad((g * g).sum(), x)[0]

    torch.testing.assert_close(second(ours, part(whole)), part(second(theirs, whole)))


def states_are_shared_out():
    net = network()
    model = DDP(net)
    reference = copy_of(net)
    optimizer = dist.optim.ZeroRedundancyOptimizer(model.parameters(), torch.optim.Adam, lr=0.01)
    plain = torch.optim.Adam(reference.parameters(), lr=0.01)
    for k in range(3):
        x, y = data(k)
        if k == 1:
            for one in (optimizer, plain):
                one.param_groups[0]["lr"] = 0.02
        step(model, optimizer, part(x), part(y))
        step(reference, plain, x, y)
    alike(net, reference, "zero")
    assert len(optimizer.optim.state) < len(list(net.parameters()))
    optimizer.consolidate_state_dict(1)
    if RANK != 1:
        refuses(optimizer.state_dict, "has not been consolidated")
    whole = [optimizer.state_dict() if RANK == 1 else None]
    dist.broadcast_object_list(whole, 1)
    for k, state in plain.state_dict()["state"].items():
        torch.testing.assert_close(whole[0]["state"][k]["exp_avg"], state["exp_avg"], **TIGHT)
    again = dist.optim.ZeroRedundancyOptimizer(model.parameters(), torch.optim.Adam, lr=0.5)
    again.load_state_dict(whole[0])
    x, y = data(9)
    step(model, again, part(x), part(y))
    step(reference, plain, x, y)
    alike(net, reference, "zero, loaded")


for check in (
    states_are_shared_out,
    gradients_of_parts_are_those_of_the_whole,
    the_same_bits_every_time,
    hooks,
    without_sending,
    some_parameters_are_not_used,
    inputs_run_out,
    buffers_are_the_first_process_s,
    modules_differ,
    derivatives_pass_through_collectives,
    second_derivatives_of_synchronised_normalisation,
):
    check()
    if RANK == 0:
        print("passed", check.__name__, flush=True)
dist.destroy_process_group()
