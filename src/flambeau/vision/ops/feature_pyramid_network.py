"""Feature maps of several sizes made alike: Lin et al. 2016, Feature Pyramid Networks, arXiv:1612.03144."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ..._arguments import explain_module
from .misc import Conv2dNormActivation

__all__ = ["ExtraFPNBlock", "FeaturePyramidNetwork", "LastLevelMaxPool", "LastLevelP6P7"]


class ExtraFPNBlock(nn.Module):
    """What adds levels to a pyramid; derive from it.

    Raises: NotImplementedError when called itself.

    >>> from flambeau.vision.ops.feature_pyramid_network import ExtraFPNBlock, LastLevelMaxPool
    >>> issubclass(LastLevelMaxPool, ExtraFPNBlock)
    True
    """

    def forward(self, results: list[Tensor], x: list[Tensor], names: list[str]) -> tuple[list[Tensor], list[str]]:
        """The pyramid's maps and their names, with more of them; ``x`` are the maps that it was made from."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(results, x, names)")


class FeaturePyramidNetwork(nn.Module):
    """Maps of rising depth and falling size, each made of ``out_channels`` from itself and those of more depth.

    Args:
        in_channels_list: the channels of each map; a map without channels (0) is an error.
        out_channels: of the maps that come out.
        extra_blocks: adds further levels.
        norm_layer: made from a number of channels, behind each convolution; None for biases instead.

    Takes and gives a dict of maps (N, C, H, W).

    Raises: ValueError for a map without channels; TypeError for ``extra_blocks`` of another class.
    Source: Lin et al. 2016, Feature Pyramid Networks for Object Detection, figure 3.

    >>> import flambeau as torch
    >>> pyramid = torch.vision.ops.FeaturePyramidNetwork([10, 20], 5)
    >>> out = pyramid({"low": torch.zeros(1, 10, 8, 8), "high": torch.zeros(1, 20, 4, 4)})
    >>> {name: tuple(x.shape) for name, x in out.items()}
    {'low': (1, 5, 8, 8), 'high': (1, 5, 4, 4)}
    """

    _version = 2

    def __init__(
        self,
        in_channels_list: Sequence[int],
        out_channels: int,
        extra_blocks: ExtraFPNBlock | None = None,
        norm_layer: Callable[..., nn.Module] | None = None,
    ) -> None:
        super().__init__()
        self.inner_blocks, self.layer_blocks = nn.ModuleList(), nn.ModuleList()
        for channels in in_channels_list:
            if channels == 0:
                raise ValueError("in_channels=0 is currently not supported")
            plain: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": None}
            self.inner_blocks.append(Conv2dNormActivation(channels, out_channels, 1, padding=0, **plain))
            self.layer_blocks.append(Conv2dNormActivation(out_channels, out_channels, 3, **plain))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_uniform_(m.weight, a=1)
                if m.bias is not None:
                    nn.init.constant_(m.bias, 0)
        if extra_blocks is not None and not isinstance(extra_blocks, ExtraFPNBlock):
            raise TypeError(f"extra_blocks should be of type ExtraFPNBlock not {type(extra_blocks)}")
        self.extra_blocks = extra_blocks

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], *args: Any
    ) -> None:
        if (local_metadata.get("version") or 1) < 2:  # of when a block was its convolution
            for kind in ("inner_blocks", "layer_blocks"):
                for k in range(len(self.inner_blocks)):
                    for name in ("weight", "bias"):
                        old = f"{prefix}{kind}.{k}.{name}"
                        if old in state_dict:
                            state_dict[f"{prefix}{kind}.{k}.0.{name}"] = state_dict.pop(old)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *args)

    def forward(self, x: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The pyramid of the maps ``x``, the largest first."""
        names, maps = list(x), list(x.values())
        last = self.inner_blocks[len(maps) - 1](maps[-1])
        results = [self.layer_blocks[len(maps) - 1](last)]
        for k in range(len(maps) - 2, -1, -1):
            lateral = self.inner_blocks[k](maps[k])
            last = lateral + F.interpolate(last, size=lateral.shape[-2:], mode="nearest")
            results.insert(0, self.layer_blocks[k](last))
        if self.extra_blocks is not None:
            results, names = self.extra_blocks(results, maps, names)
        return OrderedDict(zip(names, results, strict=True))


class LastLevelMaxPool(ExtraFPNBlock):
    """One more level called "pool": every second pixel of the last one.

    Raises: IndexError, when called, without any level.

    >>> import flambeau as torch
    >>> from flambeau.vision.ops.feature_pyramid_network import LastLevelMaxPool
    >>> LastLevelMaxPool()([torch.zeros(1, 2, 4, 4)], [], ["0"])[1]
    ['0', 'pool']
    """

    def forward(self, results: list[Tensor], x: list[Tensor], names: list[str]) -> tuple[list[Tensor], list[str]]:
        """The maps and one more."""
        return [*results, F.max_pool2d(results[-1], 1, 2, 0)], [*names, "pool"]


class LastLevelP6P7(ExtraFPNBlock):
    """Two more levels, "p6" and "p7", by convolutions of stride 2, as in RetinaNet.

    Raises: RuntimeError, when called, for maps of other channels.
    Source: Lin et al. 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002, section 4.

    >>> import flambeau as torch
    >>> from flambeau.vision.ops.feature_pyramid_network import LastLevelP6P7
    >>> LastLevelP6P7(2, 2)([torch.zeros(1, 2, 4, 4)], [torch.zeros(1, 2, 4, 4)], ["0"])[1]
    ['0', 'p6', 'p7']
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.p6 = nn.Conv2d(in_channels, out_channels, 3, 2, 1)
        self.p7 = nn.Conv2d(out_channels, out_channels, 3, 2, 1)
        for convolution in (self.p6, self.p7):
            nn.init.kaiming_uniform_(convolution.weight, a=1)
            nn.init.constant_(cast(Tensor, convolution.bias), 0)
        self.use_P5 = in_channels == out_channels

    def forward(self, results: list[Tensor], x: list[Tensor], names: list[str]) -> tuple[list[Tensor], list[str]]:
        """The maps and two more."""
        p6 = self.p6(results[-1] if self.use_P5 else x[-1])
        return [*results, p6, self.p7(F.relu(p6))], [*names, "p6", "p7"]


explain_module(globals())
