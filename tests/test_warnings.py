"""Beginners' mistakes bring PyTorch's warnings and classes of errors, and a warning points at the user's line."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import flambeau as fl

torch = pytest.importorskip("torch")

SOFTMAXES = ("softmax", "log_softmax", "softmin")
MOMENTS = ("std", "var", "std_mean", "var_mean")
NOT_NESTED = ("1, batch_first=True", "2", "2, batch_first=True, norm_first=True", "2, batch_first=True, bias=False")
LOSSES = "mse_loss l1_loss smooth_l1_loss huber_loss"
OLD_REDUCTIONS = """
    binary_cross_entropy binary_cross_entropy_with_logits kl_div l1_loss mse_loss poisson_nll_loss smooth_l1_loss
    soft_margin_loss hinge_embedding_loss
"""
OLD_LAYERS = """
    BCELoss BCEWithLogitsLoss CosineEmbeddingLoss CrossEntropyLoss HingeEmbeddingLoss KLDivLoss L1Loss MSELoss
    MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss PoissonNLLLoss SmoothL1Loss
    SoftMarginLoss TripletMarginLoss
"""
WARNED = [
    *(f"F.{name}(t.ones(3, 1), t.ones(3))" for name in LOSSES.split()),
    "F.smooth_l1_loss(t.ones(3, 1), t.ones(3), beta=0.0)",
    "F.mse_loss(t.ones(3, 1), t.ones(3, 3), reduction='none')",
    *(f"nn.{name}()(t.ones(3, 1), t.ones(3))" for name in ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss")),
    *(
        f"F.{name}(t.ones({shape}))"
        for name in ("softmax", "log_softmax", "softmin")
        for shape in ("3", "3, 3", "1, 2, 3")
    ),
    *(f"nn.{name}()(t.ones(3, 3))" for name in ("Softmax", "LogSoftmax", "Softmin")),
    "F.gumbel_softmax(t.ones(3, 3), eps=1e-5)",
    "t.tensor(t.ones(3))",
    "t.tensor(t.ones(3), dtype=t.float64, requires_grad=True)",
    "t.ones(2).new_tensor(t.ones(3))",
    "t.tensor([np.ones(2)])",
    "t.tensor([[np.ones(2)]])",
    "t.as_tensor([np.ones(2)])",
    "t.from_numpy(np.broadcast_to(np.ones(1), (3,)))",
    "t.meshgrid(t.arange(2), t.arange(3))",
    "t.meshgrid([t.arange(2), t.arange(3)])",
    "t.ones(3).T",
    "t.ones(2, 3, 4).T",
    *(f"t.ones(()).{name}" for name in ("T", "mT", "H")),
    "F.kl_div(t.ones(3), t.ones(3))",
    "nn.KLDivLoss()(t.ones(3), t.ones(3))",
    *(f"F.dropout{n}d(t.ones(3, 3))" for n in (2, 3)),
    *(f"F.dropout{n}d(t.ones(3), training=False)" for n in (2, 3)),
    "F.dropout2d(t.ones(3, 3, 3))",
    "nn.Dropout2d()(t.ones(3, 3, 3))",
    "nn.Dropout3d()(t.ones(3, 3))",
    *(f"F.{name}(t.ones(3), t.ones(3), size_average=False)" for name in OLD_REDUCTIONS.split()),
    *(f"F.{name}(t.ones(3), t.ones(3), reduce=False)" for name in OLD_REDUCTIONS.split()),
    *(f"nn.{name}(reduce=True)" for name in OLD_LAYERS.split()),
    *(f"nn.{name}(size_average=False)" for name in OLD_LAYERS.split()),
    "F.mse_loss(t.ones(3), t.ones(3), reduction='elementwise_mean')",
    "float(t.ones(1, requires_grad=True))",
    "math.sqrt(t.ones((), requires_grad=True))",
    "t.ones(3)[t.ones(3).byte()]",
    "t.abs(t.ones(2), out=t.ones(3))",
    "t.cat([t.ones(2)], out=t.ones(2, 2))",
    "t.max(t.ones(2, 2), 0, out=(t.ones(5), t.ones(5).long()))",
    *(f"t.{name}(t.ones(1))" for name in MOMENTS),
    *(f"t.{name}(t.ones(3), correction=3)" for name in MOMENTS),
    "t.ones(3, 1).std(1)",
    "t.ones(0, 3).var(dim=0)",
    "t.cov(t.ones(2, 1))",
    "F.conv1d(t.ones(1, 1, 4), t.ones(1, 1, 2), padding='same')",
    "nn.Conv2d(3, 4, 2, padding='same')(t.ones(1, 3, 4, 4))",
    "t.cross(t.ones(2, 3), t.ones(2, 3))",
    "t.zeros(2).scatter_(0, t.tensor([0]), t.ones(1), reduce='add')",
    "t.zeros(2).scatter(0, t.tensor([0]), t.ones(1), reduce='multiply')",
    "t.where(t.ones(2).byte(), t.ones(2), t.ones(2))",
    "F.grid_sample(t.ones(1, 1, 4, 4), t.zeros(1, 2, 2, 2))",
    "F.affine_grid(t.zeros(1, 2, 3), (1, 1, 2, 2))",
    "F.affine_grid(t.zeros(1, 2, 3), (1, 1, 1, 2), align_corners=True)",
    "F.upsample(t.ones(1, 1, 4), scale_factor=2)",
    "nn.NLLLoss2d()",
    *(f"nn.TransformerEncoder(nn.TransformerEncoderLayer(4, {options}), 1)" for options in NOT_NESTED),
    "nn.TransformerEncoder(nn.Linear(2, 2), 1)",
    "nn.Transformer(4, 2, 1, 1, 8)",
    "nn.MultiheadAttention(4, 2)(*[t.ones(3, 1, 4)] * 3, t.zeros(1, 3).bool(), attn_mask=t.zeros(3, 3))",
    "t.set_default_tensor_type('torch.FloatTensor')",
    "nn.LSTM(3, 4, num_layers=1, dropout=0.5)",
    "nn.Hardtanh(min_value=-1)",
    "nn.InstanceNorm1d(4)(t.ones(2, 3, 5))",
    "t.range(0, 3)",
    "t.cuda.amp.autocast(enabled=False)",
    "t.cuda.amp.GradScaler(enabled=False)",
    "t.cuda.amp.custom_fwd(lambda x: x)",
    "t.cuda.amp.custom_bwd(lambda x: x)",
    "t.zeros(1).expand(3).index_put_((t.tensor([0]),), t.ones(1))",
]
# What is right: neither library says anything.
SILENT = [
    *(f"F.{name}(t.ones(3, 1), t.ones(3, 1))" for name in LOSSES.split()),
    "F.softmax(t.ones(3), dim=0)",
    "t.tensor([t.ones(()), t.ones(())])",
    "t.tensor(np.ones(2))",
    "t.meshgrid(t.arange(2), t.arange(3), indexing='ij')",
    "t.ones(2, 3).T",
    "F.kl_div(t.ones(3), t.ones(3), reduction='batchmean')",
    "F.dropout2d(t.ones(1, 2, 3, 3))",
    "int(t.ones(1, requires_grad=True))",
    "t.ones(1, requires_grad=True).item()",
    "bool(t.ones(1, requires_grad=True))",
    "t.abs(t.ones(2), out=t.ones(0))",
    "t.abs(t.ones(2), out=t.ones(2))",
]
REFUSED = [
    *(f"{kind}(t.ones({shape}))" for kind in ("float", "int", "complex", "bool") for shape in ("2", "0", "2, 2")),
    "float(t.tensor(1j))",
    "int(t.tensor(1j))",
    "t.ones(2).item()",
    "t.tensor('a')",
    "t.tensor(['a'])",
    "t.tensor([1, 'a'])",
    "t.tensor(b'a')",
    "t.tensor(None)",
    "t.tensor({})",
    "t.tensor([[1, 2], [3]])",
    "t.tensor([[1, 2], 3])",
    "t.as_tensor('a')",
    "np.asarray(t.ones(2, requires_grad=True))",
    "np.array(t.ones(2, requires_grad=True))",
    "t.ones(2, requires_grad=True).numpy()",
    "F.dropout1d(t.ones(3))",
    "F.dropout1d(t.ones(3, 3, 3, 3))",
    "F.dropout2d(t.ones(3), training=True)",
    "F.mse_loss(t.ones(3), t.ones(3), reduction='bogus')",
    "F.soft_margin_loss(t.ones(3, 1), t.ones(3))",
    "F.margin_ranking_loss(t.ones(3, 1), t.ones(3, 1), t.ones(3))",
    "F.cross_entropy(t.ones(2, 3), t.ones(2))",
    "F.cross_entropy(t.ones(2, 3), t.ones(2, 3).long())",
    "F.cross_entropy(t.ones(3), t.ones(3).long())",
    "F.cross_entropy(t.ones(2, 3), t.ones(2, 3), ignore_index=1)",
    "F.cross_entropy(t.ones(2, 3), t.tensor([[0], [1]]))",
    "F.cross_entropy(t.ones(2, 3), t.tensor([0, 1], dtype=t.int32))",
    *(f"F.pad(t.ones(1, 4), (1, 1), mode='{mode}', value=1.0)" for mode in ("reflect", "replicate", "circular")),
    "nn.TripletMarginLoss(margin=-1)",
    *(f"F.binary_cross_entropy(t.tensor([{x}]), t.tensor([{y}]))" for x, y in ((0.5, 2), (0.5, -1), (2.0, 1))),
    "F.binary_cross_entropy(t.tensor([0.5]), t.tensor([math.nan]))",
    "~t.ones(2)",
    "t.optim.SGD([{'param': [nn.Parameter(t.ones(2))]}], lr=0.1)",
    "t.optim.SGD([nn.Parameter(t.ones(2))], lr=0.1).load_state_dict({})",
    "t.optim.SGD([], lr=0.1)",
    "t.optim.SGD(t.ones(2), lr=0.1)",
    "t.optim.SGD([t.ones(2, requires_grad=True) * 2], lr=0.1)",
    "t.ones(2) + 'a'",
    "t.ones(2, 3) + t.ones(3, 2)",
    "t.ones(2, 3) @ t.ones(2, 3)",
    "t.mean(t.ones(2).long())",
    "t.ones(2)[2]",
    "t.ones(2)[1.0]",
    "t.ones(6).view(4, -1)",
    "t.ones(2).foo",
    "t.ones(2).backward()",
    "nn.Linear(3, 2)(t.ones(4))",
    "nn.Linear(3, 2)(t.ones(4, 3).long())",
    "nn.Embedding(3, 2)(t.tensor([3]))",
    "nn.Conv2d(3, 4, 3)(t.ones(1, 1, 8, 8))",
    "nn.Module()(1)",
    "nn.Sequential([nn.Linear(2, 2)])",
    "nn.Linear(2, 2).load_state_dict({})",
]


def _outcome(lib: Any, program: str) -> tuple[list[tuple[Any, str]], str | None, list[str]]:
    """The warnings with their classes, the class of the error, and the files that the warnings point at."""
    import math

    names = {"t": lib, "nn": lib.nn, "F": lib.nn.functional, "np": np, "math": math}
    error = None
    lib.set_warn_always(True)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                exec(compile(program, "the user's program", "exec"), names)
            except Exception as raised:
                error = type(raised).__name__
    finally:
        lib.set_warn_always(False)
    # The first words are what programs filter by; where they were triggered says PyTorch alone.
    return [(w.category, str(w.message)[:48]) for w in told], error, [w.filename for w in told]


@pytest.mark.parametrize("program", WARNED)
def test_mistakes_bring_pytorchs_warning(program: str) -> None:
    ours, theirs = _outcome(fl, program), _outcome(torch, program)
    assert theirs[0], "PyTorch warns"
    assert set(ours[0]) == set(theirs[0])
    assert set(ours[2]) == {"the user's program"}
    assert ours[1] == theirs[1]


@pytest.mark.parametrize("program", SILENT)
def test_what_is_right_brings_none(program: str) -> None:
    assert _outcome(fl, program)[:2] == _outcome(torch, program)[:2] == ([], None)


@pytest.mark.parametrize("program", REFUSED)
def test_mistakes_bring_pytorchs_class_of_error(program: str) -> None:
    ours, theirs = _outcome(fl, program)[1], _outcome(torch, program)[1]
    assert theirs is not None
    assert ours == theirs


def test_what_is_told_once_is_told_at_the_first_line() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for _ in range(2):
            fl.set_warn_always(True)
            fl.ones(3).T  # noqa: B018 - the warning is wanted
            fl.set_warn_always(False)
            fl.ones(3).T  # noqa: B018
    assert [w.filename for w in told] == [__file__] * 2


def test_classes_as_floats_are_told_what_to_do() -> None:
    """The commonest slip with `cross_entropy`."""
    with pytest.raises(RuntimeError, match=r"Long or Byte, but got .*holds classes: give target\.long\(\)"):
        fl.nn.functional.cross_entropy(fl.ones(2, 3), fl.tensor([0.0, 1.0]))


def test_optimizers_with_several_groups_print_as_pytorchs() -> None:
    shown = []
    for lib in (fl, torch):
        groups = [{"params": [lib.nn.Parameter(lib.ones(2))]}, {"params": [lib.nn.Parameter(lib.ones(1))], "lr": 1.0}]
        shown.append(repr(lib.optim.SGD(groups, lr=0.1)))
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("StepLR", "1"),
        ("LambdaLR", "lambda t: 1.0"),
        ("CosineAnnealingLR", "3"),
        ("CosineAnnealingWarmRestarts", "3"),
        ("CyclicLR", "0.1, 0.2"),
        ("OneCycleLR", "0.1, total_steps=5"),
        ("ExponentialLR", "0.9"),
        ("LinearLR", ""),
    ],
)
def test_who_asks_a_schedule_for_its_next_rate_is_told_of_the_last(name: str, arguments: str) -> None:
    made = f"t.optim.lr_scheduler.{name}(t.optim.SGD([nn.Parameter(t.ones(2))], lr=0.1), {arguments})"
    used = f"s = {made}; s.optimizer.step(); s.step(); s.state_dict()"
    assert _outcome(fl, used)[0] == _outcome(torch, used)[0] == []
    asked = _outcome(fl, f"{made}.get_lr()")
    assert asked[0] == _outcome(torch, f"{made}.get_lr()")[0] != []
    assert asked[2] == ["the user's program"]
