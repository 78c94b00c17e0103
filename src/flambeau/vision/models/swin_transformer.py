"""Swin transformers: Liu et al. 2021, arXiv:2103.14030, and their second version, Liu et al. 2021, arXiv:2111.09883."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import MLP, Permute
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder
from ._weights import published

__all__ = [
    "SwinTransformer",
    "Swin_B_Weights",
    "Swin_S_Weights",
    "Swin_T_Weights",
    "Swin_V2_B_Weights",
    "Swin_V2_S_Weights",
    "Swin_V2_T_Weights",
    "swin_b",
    "swin_s",
    "swin_t",
    "swin_v2_b",
    "swin_v2_s",
    "swin_v2_t",
]
__dir__ = listing(globals())


def _merged(x: Tensor) -> Tensor:
    """Four neighbours as one: (..., H, W, C) to (..., H / 2, W / 2, 4 C), odd sizes rounded up with zeros."""
    height, width = x.shape[-3:-1]
    x = F.pad(x, (0, 0, 0, width % 2, 0, height % 2))
    return flambeau.cat([x[..., i::2, j::2, :] for j in (0, 1) for i in (0, 1)], -1)


class PatchMerging(nn.Module):
    """Half the height and width, twice the channels: four neighbours joined, normalised and mapped linearly."""

    def __init__(self, dim: int, norm_layer: Callable[..., nn.Module] = nn.LayerNorm) -> None:
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(4 * dim)

    def forward(self, x: Tensor) -> Tensor:
        """(..., H, W, dim) to (..., H / 2, W / 2, 2 * dim)."""
        return self.reduction(self.norm(_merged(x)))


class PatchMergingV2(nn.Module):
    """The same, normalised behind the linear map."""

    def __init__(self, dim: int, norm_layer: Callable[..., nn.Module] = nn.LayerNorm) -> None:
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(2 * dim)

    def forward(self, x: Tensor) -> Tensor:
        """(..., H, W, dim) to (..., H / 2, W / 2, 2 * dim)."""
        return self.norm(self.reduction(_merged(x)))


def _windows(x: Tensor, window: Sequence[int]) -> Tensor:
    """(N, H, W, C) to (N, windows, pixels of a window, C)."""
    n, height, width, channels = x.shape
    x = x.reshape(n, height // window[0], window[0], width // window[1], window[1], channels)
    return x.transpose(2, 3).reshape(n, -1, window[0] * window[1], channels)


def _unwindowed(x: Tensor, window: Sequence[int], size: Sequence[int]) -> Tensor:
    """Back to (N, H, W, C)."""
    x = x.reshape(x.shape[0], size[0] // window[0], size[1] // window[1], *window, x.shape[-1])
    return x.transpose(2, 3).reshape(x.shape[0], *size, x.shape[-1])


def _apart(size: Sequence[int], window: Sequence[int], shift: Sequence[int]) -> Tensor:
    """-100 where two pixels of a window come from different sides of a rolled image, 0 elsewhere: (windows, P, P)."""
    lines = []
    for length, side, step in zip(size, window, shift, strict=True):
        place = flambeau.arange(length)
        lines.append((place >= length - side).long() + (place >= length - step).long() * (step > 0))
    region = lines[0].unsqueeze(1) * 3 + lines[1]
    region = _windows(region.reshape(1, *size, 1), window)[0, :, :, 0]
    return (region.unsqueeze(1) != region.unsqueeze(2)).float() * -100.0


class ShiftedWindowAttention(nn.Module):
    """Attention of the pixels within windows, which lie half a window aside in every second layer.

    Args:
        dim: channels.
        window_size, shift_size: height and width, in pixels.
        num_heads: heads of attention.
        qkv_bias, proj_bias: whether the linear maps have biases.
        attention_dropout, dropout: rates.
    """

    def __init__(
        self,
        dim: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        num_heads: int,
        qkv_bias: bool = True,
        proj_bias: bool = True,
        attention_dropout: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if len(window_size) != 2 or len(shift_size) != 2:
            raise ValueError("window_size and shift_size must be of length 2")
        self.window_size, self.shift_size, self.num_heads = list(window_size), list(shift_size), num_heads
        self.attention_dropout, self.dropout = attention_dropout, dropout
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.define_relative_position_bias_table()
        self.define_relative_position_index()

    def define_relative_position_bias_table(self) -> None:
        """A bias for each difference of places and each head."""
        places = (2 * self.window_size[0] - 1) * (2 * self.window_size[1] - 1)
        self.relative_position_bias_table = nn.Parameter(flambeau.zeros(places, self.num_heads))
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def define_relative_position_index(self) -> None:
        """Which difference each pair of pixels has, as a row of the table."""
        down, across = self.window_size
        coords = flambeau.stack(flambeau.meshgrid(flambeau.arange(down), flambeau.arange(across), indexing="ij"))
        apart = coords.flatten(1)[:, :, None] - coords.flatten(1)[:, None, :]
        index = (apart[0] + down - 1) * (2 * across - 1) + apart[1] + across - 1
        self.register_buffer("relative_position_index", index.flatten())

    def get_relative_position_bias(self) -> Tensor:
        """(1, heads, P, P) for windows of P pixels."""
        return self._by_pair(self.relative_position_bias_table)

    def _by_pair(self, table: Tensor) -> Tensor:
        pixels = self.window_size[0] * self.window_size[1]
        return table[self.relative_position_index].reshape(pixels, pixels, -1).permute(2, 0, 1).unsqueeze(0)

    def _scores(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Scaled products of queries and keys, and values: (M, heads, P, P) and (M, heads, P, C / heads)."""
        q, k, v = self._split(F.linear(x, self.qkv.weight, self.qkv.bias))
        return (q * (q.shape[-1] ** -0.5)) @ k.transpose(-2, -1), v

    def _split(self, qkv: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        parts = qkv.reshape(*qkv.shape[:2], 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        return parts[0], parts[1], parts[2]

    def forward(self, x: Tensor) -> Tensor:
        """(N, H, W, dim) to the same."""
        height, width = x.shape[1:3]
        window = self.window_size
        x = F.pad(x, (0, 0, 0, -width % window[1], 0, -height % window[0]))
        size = x.shape[1:3]
        # A window that holds the whole side is not shifted.
        shift = [0 if w >= s else step for w, s, step in zip(window, size, self.shift_size, strict=True)]
        if any(shift):
            x = flambeau.roll(x, shifts=(-shift[0], -shift[1]), dims=(1, 2))
        parts = _windows(x, window)
        n, count = parts.shape[:2]
        scores, v = self._scores(parts.flatten(0, 1))
        scores = scores + self.get_relative_position_bias()
        if any(shift):
            mask = _apart(size, window, shift).to(scores.dtype).unsqueeze(1)
            scores = (scores.unflatten(0, (n, count)) + mask).flatten(0, 1)
        attention = F.dropout(F.softmax(scores, dim=-1), self.attention_dropout, self.training)
        out = (attention @ v).transpose(1, 2).flatten(2)
        out = F.dropout(self.proj(out), self.dropout, self.training)
        x = _unwindowed(out.unflatten(0, (n, count)), window, size)
        if any(shift):
            x = flambeau.roll(x, shifts=(shift[0], shift[1]), dims=(1, 2))
        return x[:, :height, :width].contiguous()


class ShiftedWindowAttentionV2(ShiftedWindowAttention):
    """The same with cosines for products, and biases that a small network makes of the differences of places."""

    def __init__(
        self,
        dim: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        num_heads: int,
        qkv_bias: bool = True,
        proj_bias: bool = True,
        attention_dropout: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__(dim, window_size, shift_size, num_heads, qkv_bias, proj_bias, attention_dropout, dropout)
        self.logit_scale = nn.Parameter(flambeau.log(10 * flambeau.ones(num_heads, 1, 1)))
        self.cpb_mlp = nn.Sequential(
            nn.Linear(2, 512, bias=True), nn.ReLU(inplace=True), nn.Linear(512, num_heads, bias=False)
        )
        if qkv_bias:
            with flambeau.no_grad():
                self._key_bias().zero_()

    def define_relative_position_bias_table(self) -> None:
        """The differences of places on a logarithmic scale, which the small network reads."""
        down, across = (flambeau.arange(-(side - 1), side, dtype=flambeau.float32) for side in self.window_size)
        table = flambeau.stack(flambeau.meshgrid(down, across, indexing="ij"), -1).unsqueeze(0)
        table = table / flambeau.tensor([side - 1 for side in self.window_size]) * 8  # -8 to 8
        self.register_buffer(
            "relative_coords_table", flambeau.sign(table) * flambeau.log2(flambeau.abs(table) + 1.0) / 3.0
        )

    def get_relative_position_bias(self) -> Tensor:
        """(1, heads, P, P) for windows of P pixels, between 0 and 16."""
        table = self.cpb_mlp(self.relative_coords_table).reshape(-1, self.num_heads)
        return 16 * flambeau.sigmoid(self._by_pair(table))

    def _key_bias(self) -> Tensor:
        bias = cast(Tensor, self.qkv.bias)
        third = bias.shape[0] // 3
        return bias[third : 2 * third]

    def _scores(self, x: Tensor) -> tuple[Tensor, Tensor]:
        bias: Tensor | None = self.qkv.bias
        if bias is not None:  # keys have none
            third = bias.shape[0] // 3
            bias = flambeau.cat((bias[:third], flambeau.zeros_like(bias[:third]), bias[2 * third :]))
        q, k, v = self._split(F.linear(x, self.qkv.weight, bias))
        cosines = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1)
        return cosines * self.logit_scale.clamp(max=math.log(100.0)).exp(), v


class SwinTransformerBlock(nn.Module):
    """Windowed attention and a perceptron, each normalised before and added to what it was given."""

    def __init__(
        self,
        dim: int,
        num_heads: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        mlp_ratio: float = 4.0,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        stochastic_depth_prob: float = 0.0,
        norm_layer: Callable[..., nn.Module] = nn.LayerNorm,
        attn_layer: Callable[..., nn.Module] = ShiftedWindowAttention,
    ) -> None:
        super().__init__()
        self.norm1 = norm_layer(dim)
        self.attn = attn_layer(
            dim, window_size, shift_size, num_heads, attention_dropout=attention_dropout, dropout=dropout
        )
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.norm2 = norm_layer(dim)
        self.mlp = MLP(dim, [int(dim * mlp_ratio), dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)
        for m in self.mlp.modules():
            if isinstance(m, nn.Linear):
                nn.init.xavier_uniform_(m.weight)
                if m.bias is not None:
                    nn.init.normal_(m.bias, std=1e-6)

    def forward(self, x: Tensor) -> Tensor:
        """(N, H, W, dim) to the same."""
        x = x + self.stochastic_depth(self.attn(self.norm1(x)))
        return x + self.stochastic_depth(self.mlp(self.norm2(x)))


class SwinTransformerBlockV2(SwinTransformerBlock):
    """The same, normalised behind attention and perceptron."""

    def __init__(
        self,
        dim: int,
        num_heads: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        mlp_ratio: float = 4.0,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        stochastic_depth_prob: float = 0.0,
        norm_layer: Callable[..., nn.Module] = nn.LayerNorm,
        attn_layer: Callable[..., nn.Module] = ShiftedWindowAttentionV2,
    ) -> None:
        super().__init__(
            dim,
            num_heads,
            window_size,
            shift_size,
            mlp_ratio,
            dropout,
            attention_dropout,
            stochastic_depth_prob,
            norm_layer,
            attn_layer,
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, H, W, dim) to the same."""
        x = x + self.stochastic_depth(self.norm1(self.attn(x)))
        return x + self.stochastic_depth(self.norm2(self.mlp(x)))


class SwinTransformer(nn.Module):
    """Stages of windowed attention, each at half the size of the one before. (N, 3, H, W) to (N, num_classes).

    Args:
        patch_size: height and width of the patches that an image is cut into, in pixels.
        embed_dim: channels of the first stage; each stage has twice those of the one before.
        depths, num_heads: blocks and heads of each stage.
        window_size: height and width of a window, in patches.
        mlp_ratio: the perceptrons' hidden width per channel.
        dropout, attention_dropout: rates.
        stochastic_depth_prob: the rate at which the last block is left out, growing from 0 for the first.
        num_classes: the number of logits.
        norm_layer: made from a number of channels; layer normalisation by default.
        block, downsample_layer: the classes of blocks and of what lies between stages.

    Raises: RuntimeError, when called, for images with another number of channels.
    Source: Liu et al. 2021, Swin Transformer.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import SwinTransformer
    >>> model = SwinTransformer([4, 4], 16, [2, 2], [1, 2], [4, 4], num_classes=10)
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        patch_size: Sequence[int],
        embed_dim: int,
        depths: Sequence[int],
        num_heads: Sequence[int],
        window_size: Sequence[int],
        mlp_ratio: float = 4.0,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        stochastic_depth_prob: float = 0.1,
        num_classes: int = 1000,
        norm_layer: Callable[..., nn.Module] | None = None,
        block: Callable[..., nn.Module] | None = None,
        downsample_layer: Callable[..., nn.Module] = PatchMerging,
    ) -> None:
        super().__init__()
        self.num_classes = num_classes
        block = block or SwinTransformerBlock
        norm = norm_layer or partial(nn.LayerNorm, eps=1e-5)
        kernel = (patch_size[0], patch_size[1])
        stem = nn.Conv2d(3, embed_dim, kernel_size=kernel, stride=kernel)
        layers: list[nn.Module] = [nn.Sequential(stem, Permute([0, 2, 3, 1]), norm(embed_dim))]
        total, number = sum(depths), 0
        for stage, (depth, heads) in enumerate(zip(depths, num_heads, strict=True)):
            dim = embed_dim * 2**stage
            blocks = []
            for k in range(depth):
                rate = stochastic_depth_prob * number / max(total - 1, 1)
                shift = [0 if k % 2 == 0 else side // 2 for side in window_size]
                blocks.append(
                    block(
                        dim,
                        heads,
                        window_size=window_size,
                        shift_size=shift,
                        mlp_ratio=mlp_ratio,
                        dropout=dropout,
                        attention_dropout=attention_dropout,
                        stochastic_depth_prob=rate,
                        norm_layer=norm,
                    )
                )
                number += 1
            layers.append(nn.Sequential(*blocks))
            if stage < len(depths) - 1:
                layers.append(downsample_layer(dim, norm))
        self.features = nn.Sequential(*layers)
        width = embed_dim * 2 ** (len(depths) - 1)
        self.norm = norm(width)
        self.permute = Permute([0, 3, 1, 2])
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten(1)
        self.head = nn.Linear(width, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.trunc_normal_(m.weight, std=0.02)
                if m.bias is not None:
                    nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        x = self.permute(self.norm(self.features(x)))
        return self.head(self.flatten(self.avgpool(x)))


_SECOND: dict[str, Any] = {
    "window_size": [8, 8],
    "block": SwinTransformerBlockV2,
    "downsample_layer": PatchMergingV2,
}


def _swin(width: int, depth: int, heads: int, rate: float, options: dict[str, Any], **version: Any) -> SwinTransformer:
    settings: dict[str, Any] = {"window_size": [7, 7], "stochastic_depth_prob": rate, **version, **options}
    return SwinTransformer(
        patch_size=[4, 4],
        embed_dim=width,
        depths=[2, 2, depth, 2],
        num_heads=[heads, 2 * heads, 4 * heads, 8 * heads],
        **settings,
    )


Swin_T_Weights = published("Swin_T_Weights", __name__)


@builder(Swin_T_Weights)
def swin_t(**options: Any) -> SwinTransformer:
    """Swin-T: 28.3 million parameters."""
    return _swin(96, 6, 3, 0.2, options)


Swin_S_Weights = published("Swin_S_Weights", __name__)


@builder(Swin_S_Weights)
def swin_s(**options: Any) -> SwinTransformer:
    """Swin-S: 49.6 million parameters."""
    return _swin(96, 18, 3, 0.3, options)


Swin_B_Weights = published("Swin_B_Weights", __name__)


@builder(Swin_B_Weights)
def swin_b(**options: Any) -> SwinTransformer:
    """Swin-B: 87.8 million parameters."""
    return _swin(128, 18, 4, 0.5, options)


Swin_V2_T_Weights = published("Swin_V2_T_Weights", __name__)


@builder(Swin_V2_T_Weights)
def swin_v2_t(**options: Any) -> SwinTransformer:
    """Swin v2-T: 28.4 million parameters."""
    return _swin(96, 6, 3, 0.2, options, **_SECOND)


Swin_V2_S_Weights = published("Swin_V2_S_Weights", __name__)


@builder(Swin_V2_S_Weights)
def swin_v2_s(**options: Any) -> SwinTransformer:
    """Swin v2-S: 49.7 million parameters."""
    return _swin(96, 18, 3, 0.3, options, **_SECOND)


Swin_V2_B_Weights = published("Swin_V2_B_Weights", __name__)


@builder(Swin_V2_B_Weights)
def swin_v2_b(**options: Any) -> SwinTransformer:
    """Swin v2-B: 87.9 million parameters."""
    return _swin(128, 18, 4, 0.5, options, **_SECOND)


explain_module(globals())
