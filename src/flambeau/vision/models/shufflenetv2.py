"""ShuffleNet V2: Ma et al., "Practical Guidelines for Efficient CNN Architecture Design" (2018), arXiv:1807.11164."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder
from ._weights import published

__all__ = [
    "ShuffleNetV2",
    "ShuffleNet_V2_X0_5_Weights",
    "ShuffleNet_V2_X1_0_Weights",
    "ShuffleNet_V2_X1_5_Weights",
    "ShuffleNet_V2_X2_0_Weights",
    "shufflenet_v2_x0_5",
    "shufflenet_v2_x1_0",
    "shufflenet_v2_x1_5",
    "shufflenet_v2_x2_0",
]
__dir__ = listing(globals())


def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """The channels of (N, C, H, W) dealt out: one of each group, then the next of each."""
    n, channels, height, width = x.size()
    dealt = x.view(n, groups, channels // groups, height, width).transpose(1, 2).contiguous()
    return dealt.view(n, channels, height, width)


class InvertedResidual(nn.Module):
    """Half of the channels (at stride 2: all, in two branches) is convolved; then the channels are shuffled."""

    def __init__(self, inp: int, oup: int, stride: int) -> None:
        super().__init__()
        if not 1 <= stride <= 3:
            raise ValueError("illegal stride value")
        self.stride = stride
        half = oup // 2
        if stride == 1 and inp != half * 2:
            raise ValueError(
                f"Invalid combination of stride {stride}, inp {inp} and oup {oup} values. If stride == 1 then inp "
                "should be equal to oup // 2 << 1."
            )
        self.branch1 = nn.Sequential()
        if stride > 1:
            self.branch1 = nn.Sequential(
                self.depthwise_conv(inp, inp, 3, stride, 1),
                nn.BatchNorm2d(inp),
                nn.Conv2d(inp, half, kernel_size=1, bias=False),
                nn.BatchNorm2d(half),
                nn.ReLU(inplace=True),
            )
        self.branch2 = nn.Sequential(
            nn.Conv2d(inp if stride > 1 else half, half, kernel_size=1, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(inplace=True),
            self.depthwise_conv(half, half, 3, stride, 1),
            nn.BatchNorm2d(half),
            nn.Conv2d(half, half, kernel_size=1, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(inplace=True),
        )

    @staticmethod
    def depthwise_conv(
        i: int, o: int, kernel_size: int, stride: int = 1, padding: int = 0, bias: bool = False
    ) -> nn.Conv2d:
        """A convolution of each channel by itself."""
        return nn.Conv2d(i, o, kernel_size, stride, padding, bias=bias, groups=i)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inp, H, W) to (N, oup, ⌈H / stride⌉, ⌈W / stride⌉)."""
        if self.stride == 1:
            kept, changed = x.chunk(2, dim=1)
            out = flambeau.cat((kept, self.branch2(changed)), dim=1)
        else:
            out = flambeau.cat((self.branch1(x), self.branch2(x)), dim=1)
        return channel_shuffle(out, 2)


class ShuffleNetV2(nn.Module):
    """Three stages of shuffling blocks. (N, 3, H, W) to (N, num_classes).

    Args:
        stages_repeats: the number of blocks in each of the three stages.
        stages_out_channels: of the first convolution, the stages and the last convolution.
        num_classes: outputs of the classifier.
        inverted_residual: the class of the blocks.

    Raises: ValueError unless there are three ``stages_repeats`` and five ``stages_out_channels``.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import ShuffleNetV2
    >>> model = ShuffleNetV2([1, 1, 1], [8, 16, 32, 64, 64], num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        stages_repeats: Sequence[int],
        stages_out_channels: Sequence[int],
        num_classes: int = 1000,
        inverted_residual: type[nn.Module] = InvertedResidual,
    ) -> None:
        super().__init__()
        if len(stages_repeats) != 3:
            raise ValueError("expected stages_repeats as list of 3 positive ints")
        if len(stages_out_channels) != 5:
            raise ValueError("expected stages_out_channels as list of 5 positive ints")
        self._stage_out_channels = stages_out_channels
        first, *stages, last = stages_out_channels
        self.conv1 = self._convolved(3, first, 3, 2, 1)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        channels = first
        for name, repeats, out in zip(("stage2", "stage3", "stage4"), stages_repeats, stages, strict=True):
            blocks: list[Any] = [inverted_residual(channels, out, 2)]
            blocks += [inverted_residual(out, out, 1) for _ in range(repeats - 1)]
            setattr(self, name, nn.Sequential(*blocks))
            channels = out
        self.conv5 = self._convolved(channels, last, 1, 1, 0)
        self.fc = nn.Linear(last, num_classes)

    @staticmethod
    def _convolved(channels: int, out: int, kernel: int, stride: int, padding: int) -> nn.Sequential:
        conv = nn.Conv2d(channels, out, kernel, stride, padding, bias=False)
        return nn.Sequential(conv, nn.BatchNorm2d(out), nn.ReLU(inplace=True))

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        x = self.maxpool(self.conv1(x))
        x = self.conv5(self.stage4(self.stage3(self.stage2(x))))
        return self.fc(x.mean([2, 3]))


ShuffleNet_V2_X0_5_Weights = published("ShuffleNet_V2_X0_5_Weights", __name__)


@builder(ShuffleNet_V2_X0_5_Weights)
def shufflenet_v2_x0_5(**options: Any) -> ShuffleNetV2:
    """ShuffleNet V2, half as wide: 1.4 million parameters."""
    return ShuffleNetV2([4, 8, 4], [24, 48, 96, 192, 1024], **options)


ShuffleNet_V2_X1_0_Weights = published("ShuffleNet_V2_X1_0_Weights", __name__)


@builder(ShuffleNet_V2_X1_0_Weights)
def shufflenet_v2_x1_0(**options: Any) -> ShuffleNetV2:
    """ShuffleNet V2: 2.3 million parameters."""
    return ShuffleNetV2([4, 8, 4], [24, 116, 232, 464, 1024], **options)


ShuffleNet_V2_X1_5_Weights = published("ShuffleNet_V2_X1_5_Weights", __name__)


@builder(ShuffleNet_V2_X1_5_Weights)
def shufflenet_v2_x1_5(**options: Any) -> ShuffleNetV2:
    """ShuffleNet V2, 1.5 times as wide: 3.5 million parameters."""
    return ShuffleNetV2([4, 8, 4], [24, 176, 352, 704, 1024], **options)


ShuffleNet_V2_X2_0_Weights = published("ShuffleNet_V2_X2_0_Weights", __name__)


@builder(ShuffleNet_V2_X2_0_Weights)
def shufflenet_v2_x2_0(**options: Any) -> ShuffleNetV2:
    """ShuffleNet V2, twice as wide: 7.4 million parameters."""
    return ShuffleNetV2([4, 8, 4], [24, 244, 488, 976, 2048], **options)


explain_module(globals())
