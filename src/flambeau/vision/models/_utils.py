"""What several model families need: widths that hardware likes, initial weights, and models cut off at a layer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from flambeau import Tensor, nn
from flambeau.nn import functional as F

__all__ = ["IntermediateLayerGetter"]


def _make_divisible(v: float, divisor: int, min_value: int | None = None) -> int:
    """The multiple of ``divisor`` nearest to ``v``, at least ``min_value``, and not more than a tenth below ``v``."""
    least = divisor if min_value is None else min_value
    new = max(least, int(v + divisor / 2) // divisor * divisor)
    return new + divisor if new < 0.9 * v else new


def initialise_mobile(model: nn.Module) -> None:
    """The initial weights of both MobileNets: He et al.'s for convolutions, normal with 0.01 for linear layers."""
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out")
            if m.bias is not None:
                nn.init.zeros_(m.bias)
        elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
        elif isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0, 0.01)
            nn.init.zeros_(m.bias)


class BasicConv2d(nn.Module):
    """A convolution without bias, batch normalisation and ReLU: what both inception networks are made of."""

    def __init__(self, in_channels: int, out_channels: int, **kwargs: Any) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, out_channels, H', W')."""
        return F.relu(self.bn(self.conv(x)), inplace=True)


def initialise_truncated(model: nn.Module, std: float) -> None:
    """Weights from a truncated normal distribution of deviation ``std``, or what a module's ``stddev`` says."""
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            nn.init.trunc_normal_(m.weight, mean=0.0, std=float(getattr(m, "stddev", std)), a=-2, b=2)
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)


def imagenet_to_half(x: Tensor) -> Tensor:
    """Images normalised by ImageNet's moments as if by mean and deviation 0.5."""
    mean, std = x.new_tensor((0.485, 0.456, 0.406)), x.new_tensor((0.229, 0.224, 0.225))
    return x * (std / 0.5).reshape(-1, 1, 1) + ((mean - 0.5) / 0.5).reshape(-1, 1, 1)


class IntermediateLayerGetter(nn.ModuleDict):
    """The children of ``model`` up to the last that is asked for; called, it returns what those gave.

    Args:
        model: whose direct children run one after the other.
        return_layers: from a child's name to the name its output has in the result.

    Raises:
        ValueError: there is no such child.
    """

    def __init__(self, model: nn.Module, return_layers: Mapping[str, str]) -> None:
        children = dict(model.named_children())
        if missing := set(return_layers) - set(children):
            raise ValueError(f"return_layers are not present in model | no children {sorted(missing)}")
        names = list(children)
        last = max(names.index(name) for name in return_layers)
        super().__init__(OrderedDict((name, children[name]) for name in names[: last + 1]))
        self.return_layers = {str(k): str(v) for k, v in return_layers.items()}

    def forward(self, x: Tensor) -> dict[str, Any]:
        """A dict of outputs, in the order in which they are computed."""
        out = OrderedDict()
        for name, module in self.items():
            x = module(x)
            if name in self.return_layers:
                out[self.return_layers[name]] = x
        return out
