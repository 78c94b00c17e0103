"""MaxViT: Tu et al. 2022, Multi-Axis Vision Transformer, arXiv:2204.01697."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder, override
from ._weights import published

__all__ = ["MaxVit", "MaxVit_T_Weights", "maxvit_t"]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]


class MBConv(nn.Module):
    """Widened, filtered channel by channel, scaled by what the channels' means say, narrowed; and a branch beside."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        expansion_ratio: float,
        squeeze_ratio: float,
        stride: int,
        activation_layer: Layer,
        norm_layer: Layer,
        p_stochastic_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        beside: list[nn.Module] = []
        if stride == 2:
            beside.append(nn.AvgPool2d(kernel_size=3, stride=stride, padding=1))
        if stride != 1 or in_channels != out_channels:
            beside.append(nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=1, bias=True))
        self.proj = nn.Sequential(*beside) if beside else nn.Identity()
        middle, squeezed = int(out_channels * expansion_ratio), int(out_channels * squeeze_ratio)
        self.stochastic_depth: nn.Module = (
            StochasticDepth(p_stochastic_dropout, mode="row") if p_stochastic_dropout else nn.Identity()
        )
        kinds: dict[str, Any] = {"activation_layer": activation_layer, "norm_layer": norm_layer, "inplace": None}
        layers: list[tuple[str, nn.Module]] = [
            ("pre_norm", norm_layer(in_channels)),
            ("conv_a", Conv2dNormActivation(in_channels, middle, 1, stride=1, padding=0, **kinds)),
            ("conv_b", Conv2dNormActivation(middle, middle, 3, stride=stride, padding=1, groups=middle, **kinds)),
            ("squeeze_excitation", SqueezeExcitation(middle, squeezed, activation=nn.SiLU)),
            ("conv_c", nn.Conv2d(middle, out_channels, kernel_size=1, bias=True)),
        ]
        self.layers = nn.Sequential(OrderedDict(layers))

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, out_channels, H / stride, W / stride)."""
        return self.proj(x) + self.stochastic_depth(self.layers(x))


class RelativePositionalMultiHeadAttention(nn.Module):
    """Attention within groups of pixels, with a bias for each difference of places and each head."""

    def __init__(self, feat_dim: int, head_dim: int, max_seq_len: int) -> None:
        super().__init__()
        if feat_dim % head_dim != 0:
            raise ValueError(f"feat_dim: {feat_dim} must be divisible by head_dim: {head_dim}")
        self.n_heads, self.head_dim, self.max_seq_len = feat_dim // head_dim, head_dim, max_seq_len
        self.size = math.isqrt(max_seq_len)
        self.to_qkv = nn.Linear(feat_dim, feat_dim * 3)
        self.scale_factor = feat_dim**-0.5
        self.merge = nn.Linear(feat_dim, feat_dim)
        places = (2 * self.size - 1) ** 2
        self.relative_position_bias_table = nn.Parameter(flambeau.empty(places, self.n_heads))
        line = flambeau.arange(self.size)
        coords = flambeau.stack(flambeau.meshgrid(line, line, indexing="ij")).flatten(1)
        apart = coords[:, :, None] - coords[:, None, :] + self.size - 1
        self.register_buffer("relative_position_index", apart[0] * (2 * self.size - 1) + apart[1])
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        """(N, groups, pixels, feat_dim) to the same."""
        n, groups, pixels, dim = x.shape
        q, k, v = self.to_qkv(x).reshape(n, groups, pixels, 3, self.n_heads, self.head_dim).permute(3, 0, 1, 4, 2, 5)
        bias = self.relative_position_bias_table[self.relative_position_index.flatten()]
        bias = bias.reshape(self.max_seq_len, self.max_seq_len, -1).permute(2, 0, 1)
        scores = q @ (k * self.scale_factor).transpose(-2, -1) + bias
        out = (F.softmax(scores, dim=-1) @ v).transpose(2, 3).reshape(n, groups, pixels, dim)
        return self.merge(out)


class PartitionAttentionLayer(nn.Module):
    """Attention and a perceptron over groups of pixels: windows of neighbours, or pixels spread over a grid.

    Args:
        in_channels, head_dim: channels, and those of a head.
        partition_size: the side of a group, in pixels.
        partition_type: "window" or "grid".
        grid_size: height and width of the maps.
        mlp_ratio: the perceptron's hidden width per channel.
        activation_layer, norm_layer: of the perceptron, and before both.
        attention_dropout, mlp_dropout, p_stochastic_dropout: rates.
    """

    def __init__(
        self,
        in_channels: int,
        head_dim: int,
        partition_size: int,
        partition_type: str,
        grid_size: tuple[int, int],
        mlp_ratio: int,
        activation_layer: Layer,
        norm_layer: Layer,
        attention_dropout: float,
        mlp_dropout: float,
        p_stochastic_dropout: float,
    ) -> None:
        super().__init__()
        if partition_type not in ("grid", "window"):
            raise ValueError("partition_type must be either 'grid' or 'window'")
        self.side, self.spread = partition_size, partition_type == "grid"
        self.attn_layer = nn.Sequential(
            norm_layer(in_channels),
            RelativePositionalMultiHeadAttention(in_channels, head_dim, partition_size**2),
            nn.Dropout(attention_dropout),
        )
        self.mlp_layer = nn.Sequential(
            nn.LayerNorm(in_channels),
            nn.Linear(in_channels, in_channels * mlp_ratio),
            activation_layer(),
            nn.Linear(in_channels * mlp_ratio, in_channels),
            nn.Dropout(mlp_dropout),
        )
        self.stochastic_dropout = StochasticDepth(p_stochastic_dropout, mode="row")

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W), both sides multiples of the partition's, to the same."""
        n, channels, height, width = x.shape
        # Pixels of a window lie side by side; those of a group of the grid lie a group apart.
        order = (0, 2, 4, 3, 5, 1) if not self.spread else (0, 3, 5, 2, 4, 1)
        down, across = self.side, self.side
        if self.spread:
            down, across = height // self.side, width // self.side
        split = x.reshape(n, channels, height // down, down, width // across, across).permute(order)
        groups = split.reshape(n, -1, self.side**2, channels)
        groups = groups + self.stochastic_dropout(self.attn_layer(groups))
        groups = groups + self.stochastic_dropout(self.mlp_layer(groups))
        back = [order.index(k) for k in range(6)]
        return groups.reshape(split.shape).permute(back).reshape(x.shape)


class MaxVitLayer(nn.Module):
    """A convolution, attention within windows, attention over the grid."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        squeeze_ratio: float,
        expansion_ratio: float,
        stride: int,
        norm_layer: Layer,
        activation_layer: Layer,
        head_dim: int,
        mlp_ratio: int,
        mlp_dropout: float,
        attention_dropout: float,
        p_stochastic_dropout: float,
        partition_size: int,
        grid_size: tuple[int, int],
    ) -> None:
        super().__init__()
        conv = MBConv(
            in_channels,
            out_channels,
            expansion_ratio,
            squeeze_ratio,
            stride,
            activation_layer,
            norm_layer,
            p_stochastic_dropout,
        )
        layers: list[tuple[str, nn.Module]] = [("MBconv", conv)]
        rates = (attention_dropout, mlp_dropout, p_stochastic_dropout)
        for kind in ("window", "grid"):
            shape = (out_channels, head_dim, partition_size, kind, grid_size, mlp_ratio)
            layers.append(
                (f"{kind}_attention", PartitionAttentionLayer(*shape, activation_layer, nn.LayerNorm, *rates))
            )
        self.layers = nn.Sequential(OrderedDict(layers))

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, out_channels, H / stride, W / stride)."""
        return self.layers(x)


class MaxVitBlock(nn.Module):
    """Layers of which the first halves the size, each with its own rate of ``p_stochastic``."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        squeeze_ratio: float,
        expansion_ratio: float,
        norm_layer: Layer,
        activation_layer: Layer,
        head_dim: int,
        mlp_ratio: int,
        mlp_dropout: float,
        attention_dropout: float,
        partition_size: int,
        input_grid_size: tuple[int, int],
        n_layers: int,
        p_stochastic: Sequence[float],
    ) -> None:
        super().__init__()
        if len(p_stochastic) != n_layers:
            raise ValueError(f"p_stochastic must have length n_layers={n_layers}, got p_stochastic={p_stochastic}.")
        self.grid_size = _halved(input_grid_size)
        shared: dict[str, Any] = {
            "squeeze_ratio": squeeze_ratio,
            "expansion_ratio": expansion_ratio,
            "norm_layer": norm_layer,
            "activation_layer": activation_layer,
            "head_dim": head_dim,
            "mlp_ratio": mlp_ratio,
            "mlp_dropout": mlp_dropout,
            "attention_dropout": attention_dropout,
            "partition_size": partition_size,
            "grid_size": self.grid_size,
        }
        self.layers = nn.ModuleList()
        for k, rate in enumerate(p_stochastic):
            channels, stride = (in_channels, 2) if k == 0 else (out_channels, 1)
            layer = MaxVitLayer(channels, out_channels, stride=stride, p_stochastic_dropout=rate, **shared)
            self.layers.append(layer)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, out_channels, H / 2, W / 2)."""
        for layer in self.layers:
            x = layer(x)
        return x


class MaxVit(nn.Module):
    """Convolutions and attention along two axes. (N, 3, *input_size) to (N, num_classes).

    Args:
        input_size: height and width of the images.
        stem_channels: of the first layers.
        partition_size: the side of a group of pixels.
        block_channels, block_layers: channels and layers of each block; each halves the size.
        head_dim: channels of a head of attention.
        stochastic_depth_prob: the rate at which the last layer is left out, growing from 0 for the first.
        norm_layer, activation_layer: of the convolutions.
        squeeze_ratio, expansion_ratio, mlp_ratio: hidden widths per channel.
        mlp_dropout, attention_dropout: rates.
        num_classes: the number of logits.

    Raises: ValueError for an image whose sides, halved block by block, are not multiples of the partition's.
    Source: Tu et al. 2022, MaxViT: Multi-Axis Vision Transformer, arXiv:2204.01697.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import MaxVit
    >>> model = MaxVit((32, 32), 8, 2, [8, 16], [1, 1], 8, 0.1, num_classes=3).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 3])
    """

    def __init__(
        self,
        input_size: tuple[int, int],
        stem_channels: int,
        partition_size: int,
        block_channels: Sequence[int],
        block_layers: Sequence[int],
        head_dim: int,
        stochastic_depth_prob: float,
        norm_layer: Layer | None = None,
        activation_layer: Layer = nn.GELU,
        squeeze_ratio: float = 0.25,
        expansion_ratio: float = 4,
        mlp_ratio: int = 4,
        mlp_dropout: float = 0.0,
        attention_dropout: float = 0.0,
        num_classes: int = 1000,
    ) -> None:
        super().__init__()
        norm = norm_layer or partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
        sizes = _sizes(input_size, len(block_channels))
        for number, size in enumerate(sizes):
            if size[0] % partition_size or size[1] % partition_size:
                raise ValueError(
                    f"Input size {input_size} of block {number} is not divisible by partition size {partition_size}. "
                    "Consider changing the partition size or the input size.\n"
                    f"Current configuration yields the following block input sizes: {sizes}."
                )
        self.stem = nn.Sequential(
            Conv2dNormActivation(
                3,
                stem_channels,
                3,
                stride=2,
                norm_layer=norm,
                activation_layer=activation_layer,
                bias=False,
                inplace=None,
            ),
            Conv2dNormActivation(
                stem_channels, stem_channels, 3, stride=1, norm_layer=None, activation_layer=None, bias=True
            ),
        )
        self.partition_size = partition_size
        self.blocks = nn.ModuleList()
        total = sum(block_layers)
        rates = [stochastic_depth_prob * k / max(total - 1, 1) for k in range(total)]
        kinds = (squeeze_ratio, expansion_ratio, norm, activation_layer, head_dim)
        channels, size = stem_channels, _halved(input_size)
        for wanted, layers in zip(block_channels, block_layers, strict=True):
            hidden = (mlp_ratio, mlp_dropout, attention_dropout, partition_size, size)
            block = MaxVitBlock(channels, wanted, *kinds, *hidden, layers, rates[:layers])
            self.blocks.append(block)
            channels, size, rates = wanted, block.grid_size, rates[layers:]
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.LayerNorm(channels),
            nn.Linear(channels, channels),
            nn.Tanh(),
            nn.Linear(channels, num_classes, bias=False),
        )
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.normal_(m.weight, std=0.02)
                if m.bias is not None:
                    nn.init.zeros_(m.bias)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(x)


def _sizes(size: tuple[int, int], blocks: int) -> list[tuple[int, int]]:
    """Height and width behind each block."""
    found = [_halved(size)]
    for _ in range(blocks):
        found.append(_halved(found[-1]))
    return found[1:]


def _halved(size: tuple[int, int]) -> tuple[int, int]:
    return math.ceil(size[0] / 2), math.ceil(size[1] / 2)


MaxVit_T_Weights = published("MaxVit_T_Weights", __name__)


def _size_of_weights(options: dict[str, Any], weights: Any) -> None:
    """The size that the published positions are for."""
    override(options, "input_size", weights.meta["min_size"])


@builder(MaxVit_T_Weights, prepare=_size_of_weights)
def maxvit_t(**options: Any) -> MaxVit:
    """MaxViT-T: 30.9 million parameters; images of 224 × 224 pixels."""
    settings = {
        "input_size": (224, 224),
        "stem_channels": 64,
        "block_channels": [64, 128, 256, 512],
        "block_layers": [2, 2, 5, 2],
        "head_dim": 32,
        "stochastic_depth_prob": 0.2,
        "partition_size": 7,
        **options,
    }
    return MaxVit(**settings)


explain_module(globals())
