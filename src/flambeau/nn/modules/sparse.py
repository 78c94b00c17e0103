"""Tables of vectors looked up by index."""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import empty
from ...autograd.grad_mode import no_grad
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

__all__ = ["Embedding", "EmbeddingBag"]


class _Table(Module):
    """The table and what both lookups share."""

    _padding_name = "Padding_idx"  # as PyTorch's two messages begin

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None,
        max_norm: float | None,
        norm_type: float,
        scale_grad_by_freq: bool,
        sparse: bool,
        weight: Tensor | None,
        frozen: bool,
        device: Any,
        dtype: Any,
    ) -> None:
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = self._checked_padding(padding_idx)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        if weight is None:
            weight = empty((num_embeddings, embedding_dim), device=device, dtype=dtype)
            self.weight = Parameter(weight, requires_grad=not frozen)
            self.reset_parameters()
        elif tuple(weight.shape) != (num_embeddings, embedding_dim):
            raise AssertionError("Shape of weight does not match num_embeddings and embedding_dim")
        else:
            self.weight = Parameter(weight, requires_grad=not frozen)

    def _checked_padding(self, index: int | None) -> int | None:
        if index is None:
            return None
        if not -self.num_embeddings <= index < self.num_embeddings:
            raise AssertionError(f"{self._padding_name} must be within num_embeddings")
        return index % self.num_embeddings

    def reset_parameters(self) -> None:
        """Draw new vectors from the standard normal distribution; the padding vector is zero."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    def extra_repr(self) -> str:
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        if self.padding_idx is not None:
            text += f", padding_idx={self.padding_idx}"
        if self.max_norm is not None:
            text += f", max_norm={self.max_norm}"
        if self.norm_type != 2:
            text += f", norm_type={self.norm_type}"
        if self.scale_grad_by_freq:
            text += f", scale_grad_by_freq={self.scale_grad_by_freq}"
        if self.sparse:
            text += ", sparse=True"
        return text


class Embedding(_Table):
    """Rows of a trained table: ``out[…] = weight[input[…]]``.

    ``weight`` (num_embeddings, embedding_dim) starts standard normal. The row ``padding_idx`` starts at zero and gets
    no gradient. ``max_norm`` rescales longer rows (in the norm ``norm_type``, in place) when they are looked up.
    ``scale_grad_by_freq`` divides a row's gradient by how often it was looked up. With ``sparse`` the gradient of
    ``weight`` is a sparse tensor with a row for each index.

    Shape: ``(…)`` → ``(…, embedding_dim)``.
    Dtype: int32 or int64 indices; the result has that of ``weight``.
    Raises: RuntimeError for bool, floating and complex indices; IndexError for an index outside the table;
        AssertionError for ``padding_idx`` outside it.

    >>> import flambeau
    >>> from flambeau import nn
    >>> layer = nn.Embedding(10, 3, padding_idx=0)
    >>> layer(flambeau.tensor([[1, 2, 0]])).shape
    torch.Size([1, 3, 3])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            num_embeddings,
            embedding_dim,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight,
            _freeze,
            device,
            dtype,
        )

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        """Make the layer from a given table, which is not trained unless ``freeze`` is false."""
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, columns = embeddings.shape
        return cls(
            rows, columns, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, embeddings, _freeze=freeze
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )


class EmbeddingBag(_Table):
    """The mean, sum or maximum (``mode``) of a bag's rows of a trained table:
    ``out[b] = mean of weight[i] for i in bag b``.

    The same numbers as `Embedding` followed by the reduction. Bags are rows of a 2-D input, or parts of a 1-D one that
    start at ``offsets``. ``per_sample_weights`` scale the rows of a sum; rows ``padding_idx`` count for nothing; an
    empty bag gives zeros. The other options are those of `Embedding`.

    Shape: ``(B, n)``, or ``(n,)`` and offsets ``(B,)`` (``(B + 1,)`` with ``include_last_offset``) →
        ``(B, embedding_dim)``.
    Dtype: integer indices; the result has that of ``weight``.
    Raises: RuntimeError for floating and complex indices, an index outside the table and offsets that do not start at
        0; ValueError for an input that is not 1-D or 2-D, offsets that are missing or too many, another ``mode``;
        NotImplementedError for ``per_sample_weights`` unless ``mode="sum"``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> bag = nn.EmbeddingBag(10, 3, mode="sum")
    >>> bag(flambeau.tensor([1, 2, 4, 5, 4]), flambeau.tensor([0, 2])).shape
    torch.Size([2, 3])
    """

    _padding_name = "padding_idx"

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            num_embeddings,
            embedding_dim,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight,
            False,
            device,
            dtype,
        )
        self.mode = mode
        self.include_last_offset = include_last_offset

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> EmbeddingBag:
        """Make the layer from a given table, which is not trained unless ``freeze`` is false."""
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, columns = embeddings.shape
        made = cls(
            rows,
            columns,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            mode,
            sparse,
            embeddings,
            include_last_offset,
            padding_idx,
        )
        made.weight.requires_grad_(not freeze)
        return made

    def forward(self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None) -> Tensor:
        return F.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        options = super().extra_repr().split(", ")
        padding = [option for option in options if option.startswith("padding_idx=")]
        return ", ".join([*(o for o in options if o not in padding), f"mode={self.mode!r}", *padding])


explain_module(globals())
