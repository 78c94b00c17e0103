"""A dimension that is not there is refused in PyTorch's words by whatever takes a dimension."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402

NAMES = [
    *("sum", "mean", "prod", "amax", "amin", "argmax", "argmin", "max"),
    *("min", "median", "nanmedian", "mode", "sort", "argsort", "cumsum", "cumprod"),
    *("cummax", "cummin", "logcumsumexp", "logsumexp", "softmax", "log_softmax", "std", "var"),
    *("norm", "any", "all", "unbind", "squeeze", "unsqueeze", "diff", "nansum"),
    *("nanmean", "count_nonzero", "std_mean", "var_mean", "aminmax", "trapezoid", "cumulative_trapezoid"),
]
CALLS = [
    *(f"t.{name}(x, dim=d)" for name in NAMES),
    "t.flip(x,[d])",
    "t.kthvalue(x,1,d)",
    "t.topk(x,1,d)",
    "t.unique_consecutive(x,dim=d)",
    "t.unique(x,dim=d)",
    "t.nn.functional.glu(wide,d)",
    "t.gradient(x,dim=d)",
    "t.quantile(x,.5,dim=d)",
    "t.renorm(x,2,d,1.)",
    "t.cross(x,x,dim=d)",
    "t.linalg.cross(x,x,dim=d)",
    "t.select(x,d,0)",
    "t.narrow(x,d,0,1)",
    "t.chunk(x,2,d)",
    "t.split(x,1,d)",
    "t.split(x,[1,1],d)",
    "t.tensor_split(x,2,d)",
    "t.tensor_split(x,[1],d)",
    "t.roll(x,1,d)",
    "t.index_select(x,d,t.tensor([0]))",
    "t.index_add(x,d,t.tensor([0]),t.ones(1,3))",
    "t.index_copy(x,d,t.tensor([0]),t.ones(1,3))",
    "t.index_fill(x,d,t.tensor([0]),1.)",
    't.index_reduce(x,d,t.tensor([0]),t.ones(1,3),"prod")',
    "t.gather(x,d,t.zeros(1,1,dtype=t.int64))",
    "t.scatter(x,d,t.zeros(1,1,dtype=t.int64),1.)",
    "t.scatter_add(x,d,t.zeros(1,1,dtype=t.int64),t.ones(1,1))",
    't.scatter_reduce(x,d,t.zeros(1,1,dtype=t.int64),t.ones(1,1),"sum")',
    "t.take_along_dim(x,t.zeros(1,1,dtype=t.int64),d)",
    "t.repeat_interleave(x,2,d)",
    "t.repeat_interleave(x,t.tensor([1,2]),d)",
    "t.unflatten(x,d,(1,3))",
    "t.movedim(x,0,d)",
    "t.transpose(x,0,d)",
    "t.permute(x,(0,d))",
    "t.flatten(x,0,d)",
    "t.cat([x],d)",
    "t.stack([x],d)",
    "t.diagonal(x,0,0,d)",
    "t.diag_embed(x,0,0,d)",
    "t.rot90(x,1,[0,d])",
    "t.fft.fft(x,dim=d)",
    "t.fft.rfft(x,dim=d)",
    "t.fft.fftn(x,dim=(0,d))",
    "t.fft.hfft(x,dim=d)",
    "t.fft.fftshift(x,dim=d)",
    "t.nn.functional.softmin(x,d)",
    "t.nn.functional.normalize(x,dim=d)",
    "t.nn.functional.cosine_similarity(x,x,dim=d)",
    "t.nn.functional.gumbel_softmax(x,dim=d)",
    "t.nn.functional.gumbel_softmax(x,dim=d,hard=True)",
    "t.linalg.vector_norm(x,dim=d)",
    "t.linalg.matrix_norm(x,dim=(0,d))",
    "t.linalg.norm(x,dim=d)",
    "t.linalg.vecdot(x,x,dim=d)",
    "t.select_scatter(x,t.ones(3),d,0)",
    "t.slice_scatter(x,x,d)",
    "t.diagonal_scatter(x,t.ones(2),0,0,d)",
    "x.unfold(d,1,1)",
    "x.size(d)",
    "x.stride(d)",
    "t.trapezoid(x,t.ones(3),dim=d)",
    "t.cumulative_trapezoid(x,t.ones(3),dim=d)",
    "x.sum((0,d))",
    "t.nansum(x,(0,d))",
    "t.tensordot(x,x,([d],[0]))",
    "t.nn.Softmax(d)(x)",
    "t.nn.Flatten(0,d)(x)",
    "t.nn.Unflatten(d,(1,3))(x)",
    "t.special.logsumexp(x,d)",
    "t.special.log_softmax(x,d)",
    "t.nanquantile(x,.5,dim=d)",
    "t.std(x,(d,))",
    "x.argsort(d)",
    "x.sort(d,True)",
    "x.max(d)",
    "t.nn.GLU(d)(wide)",
    "x.unsqueeze_(d)",
    "x.transpose_(0,d)",
    "x.cumsum_(d)",
    "x.renorm_(2,d,1.)",
    "t.squeeze(x,(0,d))",
    "x.diff(dim=d,n=2)",
    "t.tensor(1.).sum(d)",
    "t.tensor(1.).softmax(d)",
    "t.tensor(1.).sort(d)",
    "t.nn.utils.weight_norm(t.nn.Linear(2, 3), dim=d)",
    "t.unbind(x, d)",
    "t.tensordot(x, x, ([0], [d]))",
    "t.amax(x, (0, d))",
    "t.norm_except_dim(x, 2, d)",
    "t.masked.prod(x, d)",
    "t.masked.sum(x, d)",
]


def answer(library: Any, call: str, dim: int) -> tuple[str, str]:
    """The class of the error and its first words."""
    given = {"t": library, "x": library.ones(2, 3), "wide": library.ones(2, 4), "d": dim}
    try:
        eval(call, given)
    except Exception as error:
        return type(error).__name__, " ".join(str(error).split()[:4])
    return "answered", ""


@pytest.mark.parametrize("dim", [5, -6])
@pytest.mark.parametrize("call", CALLS)
def test_refused_in_the_same_words(call: str, dim: int) -> None:
    expected = answer(torch, call, dim)
    assert expected[0] != "answered"
    assert answer(fl, call, dim) == expected
