"""ConvNeXt: Liu et al., "A ConvNet for the 2020s" (2022), arXiv:2201.03545."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ..ops.misc import Conv2dNormActivation, Permute
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder
from ._weights import published

__all__ = [
    "ConvNeXt",
    "ConvNeXt_Base_Weights",
    "ConvNeXt_Large_Weights",
    "ConvNeXt_Small_Weights",
    "ConvNeXt_Tiny_Weights",
    "convnext_base",
    "convnext_large",
    "convnext_small",
    "convnext_tiny",
]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]


class LayerNorm2d(nn.LayerNorm):
    """Layer normalisation over the channels of (N, C, H, W), pixel by pixel."""

    def forward(self, x: Tensor) -> Tensor:
        """``x``, normalised."""
        x = x.permute(0, 2, 3, 1)
        x = nn.functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    """A 7 × 7 convolution of each channel by itself, then a perceptron at each pixel; the input is added."""

    def __init__(
        self, dim: int, layer_scale: float, stochastic_depth_prob: float, norm_layer: Layer | None = None
    ) -> None:
        super().__init__()
        norm = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim, bias=True),
            Permute([0, 2, 3, 1]),
            norm(dim),
            nn.Linear(dim, 4 * dim, bias=True),
            nn.GELU(),
            nn.Linear(4 * dim, dim, bias=True),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = nn.Parameter(flambeau.ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input: Tensor) -> Tensor:
        """(N, dim, H, W) to the same."""
        return self.stochastic_depth(self.layer_scale * self.block(input)) + input


class CNBlockConfig:
    """A stage: ``num_layers`` blocks of ``input_channels``; then half the size and ``out_channels``, unless None."""

    def __init__(self, input_channels: int, out_channels: int | None, num_layers: int) -> None:
        self.input_channels, self.out_channels, self.num_layers = input_channels, out_channels, num_layers

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value}" for name, value in vars(self).items())
        return f"CNBlockConfig({values})"


class ConvNeXt(nn.Module):
    """Four stages of :class:`CNBlock`. (N, 3, H, W), H and W at least 32, to (N, num_classes).

    Args:
        block_setting: the stages.
        stochastic_depth_prob: with which the last block's branch is dropped; earlier ones in proportion.
        layer_scale: what each branch's channels are first multiplied with.
        num_classes: outputs of the classifier.
        block, norm_layer: classes; :class:`CNBlock` and layer normalisation of channels by default.
        kwargs: accepted, as torchvision does.

    Raises: ValueError for no stages; RuntimeError from a call for images that are too small or have another number of
        channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import ConvNeXt
    >>> from flambeau.vision.models.convnext import CNBlockConfig
    >>> model = ConvNeXt([CNBlockConfig(8, 16, 1), CNBlockConfig(16, None, 1)], num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        block_setting: Sequence[CNBlockConfig],
        stochastic_depth_prob: float = 0.0,
        layer_scale: float = 1e-6,
        num_classes: int = 1000,
        block: Layer | None = None,
        norm_layer: Layer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not block_setting:
            raise ValueError("The block_setting should not be empty")
        block, norm = block or CNBlock, norm_layer or partial(LayerNorm2d, eps=1e-6)
        first = block_setting[0].input_channels
        layers: list[nn.Module] = [
            Conv2dNormActivation(
                3, first, kernel_size=4, stride=4, padding=0, norm_layer=norm, activation_layer=None, bias=True
            )
        ]
        total, done = sum(cnf.num_layers for cnf in block_setting), 0
        for cnf in block_setting:
            width, places = cnf.input_channels, range(done, done + cnf.num_layers)
            rates = [stochastic_depth_prob * k / max(total - 1, 1) for k in places]
            layers.append(nn.Sequential(*(block(width, layer_scale, rate) for rate in rates)))
            if cnf.out_channels is not None:
                layers.append(nn.Sequential(norm(width), nn.Conv2d(width, cnf.out_channels, kernel_size=2, stride=2)))
            done += cnf.num_layers
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        last = block_setting[-1].out_channels or block_setting[-1].input_channels
        self.classifier = nn.Sequential(norm(last), nn.Flatten(1), nn.Linear(last, num_classes))
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.trunc_normal_(m.weight, std=0.02)
                if m.bias is not None:
                    nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        return self.classifier(self.avgpool(self.features(x)))


def _convnext(channels: int, depth: int, drop: float, options: dict[str, Any]) -> ConvNeXt:
    """Channels double from stage to stage; the third stage has ``depth`` blocks, the others three."""
    setting = [
        CNBlockConfig(channels, 2 * channels, 3),
        CNBlockConfig(2 * channels, 4 * channels, 3),
        CNBlockConfig(4 * channels, 8 * channels, depth),
        CNBlockConfig(8 * channels, None, 3),
    ]
    return ConvNeXt(setting, **{"stochastic_depth_prob": drop, **options})


ConvNeXt_Tiny_Weights = published("ConvNeXt_Tiny_Weights", __name__)


@builder(ConvNeXt_Tiny_Weights)
def convnext_tiny(**options: Any) -> ConvNeXt:
    """ConvNeXt, tiny: 28.6 million parameters."""
    return _convnext(96, 9, 0.1, options)


ConvNeXt_Small_Weights = published("ConvNeXt_Small_Weights", __name__)


@builder(ConvNeXt_Small_Weights)
def convnext_small(**options: Any) -> ConvNeXt:
    """ConvNeXt, small: 50.2 million parameters."""
    return _convnext(96, 27, 0.4, options)


ConvNeXt_Base_Weights = published("ConvNeXt_Base_Weights", __name__)


@builder(ConvNeXt_Base_Weights)
def convnext_base(**options: Any) -> ConvNeXt:
    """ConvNeXt, base: 88.6 million parameters."""
    return _convnext(128, 27, 0.5, options)


ConvNeXt_Large_Weights = published("ConvNeXt_Large_Weights", __name__)


@builder(ConvNeXt_Large_Weights)
def convnext_large(**options: Any) -> ConvNeXt:
    """ConvNeXt, large: 197.8 million parameters."""
    return _convnext(192, 27, 0.5, options)


explain_module(globals())
