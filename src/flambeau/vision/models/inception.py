"""Inception v3: Szegedy et al., "Rethinking the Inception Architecture" (2015), arXiv:1512.00567."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ..._arguments import explain_module
from ..._listing import listing
from ._api import builder, override
from ._utils import BasicConv2d, imagenet_to_half, initialise_truncated
from ._weights import published

__all__ = ["Inception3", "InceptionOutputs", "Inception_V3_Weights", "inception_v3"]
__dir__ = listing(globals())


class InceptionOutputs(NamedTuple):
    """What training with the auxiliary classifier gives: two tensors (N, num_classes).

    >>> from flambeau.vision.models import InceptionOutputs
    >>> InceptionOutputs._fields
    ('logits', 'aux_logits')
    """

    logits: Tensor
    aux_logits: Tensor | None


Conv = Callable[..., nn.Module] | None


class InceptionA(nn.Module):
    """Branches of 1 × 1, 5 × 5, 3 × 3 twice and a mean."""

    def __init__(self, in_channels: int, pool_features: int, conv_block: Conv = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1x1 = conv(in_channels, 64, kernel_size=1)
        self.branch5x5_1 = conv(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = conv(48, 64, kernel_size=5, padding=2)
        self.branch3x3dbl_1 = conv(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = conv(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = conv(96, 96, kernel_size=3, padding=1)
        self.branch_pool = conv(in_channels, pool_features, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, 224 + pool_features, H, W)."""
        narrow = self.branch1x1(x)
        wide = self.branch5x5_2(self.branch5x5_1(x))
        twice = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        pooled = self.branch_pool(F.avg_pool2d(x, kernel_size=3, stride=1, padding=1))
        return flambeau.cat([narrow, wide, twice, pooled], 1)


class InceptionB(nn.Module):
    """Half the size: branches of 3 × 3, 3 × 3 twice and a maximum, of stride 2."""

    def __init__(self, in_channels: int, conv_block: Conv = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch3x3 = conv(in_channels, 384, kernel_size=3, stride=2)
        self.branch3x3dbl_1 = conv(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = conv(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = conv(96, 96, kernel_size=3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, 480 + in_channels, H', W')."""
        once = self.branch3x3(x)
        twice = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return flambeau.cat([once, twice, F.max_pool2d(x, kernel_size=3, stride=2)], 1)


class InceptionC(nn.Module):
    """Branches of 1 × 1, 7 × 7, 7 × 7 twice and a mean; those of 7 × 7 by rows and columns."""

    def __init__(self, in_channels: int, channels_7x7: int, conv_block: Conv = None) -> None:
        super().__init__()
        conv, c7 = conv_block or BasicConv2d, channels_7x7
        row: dict[str, Any] = {"kernel_size": (1, 7), "padding": (0, 3)}
        column: dict[str, Any] = {"kernel_size": (7, 1), "padding": (3, 0)}
        self.branch1x1 = conv(in_channels, 192, kernel_size=1)
        self.branch7x7_1 = conv(in_channels, c7, kernel_size=1)
        self.branch7x7_2 = conv(c7, c7, **row)
        self.branch7x7_3 = conv(c7, 192, **column)
        self.branch7x7dbl_1 = conv(in_channels, c7, kernel_size=1)
        self.branch7x7dbl_2 = conv(c7, c7, **column)
        self.branch7x7dbl_3 = conv(c7, c7, **row)
        self.branch7x7dbl_4 = conv(c7, c7, **column)
        self.branch7x7dbl_5 = conv(c7, 192, **row)
        self.branch_pool = conv(in_channels, 192, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, 768, H, W)."""
        narrow = self.branch1x1(x)
        once = self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(x)))
        twice = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(x)))
        twice = self.branch7x7dbl_5(self.branch7x7dbl_4(twice))
        pooled = self.branch_pool(F.avg_pool2d(x, kernel_size=3, stride=1, padding=1))
        return flambeau.cat([narrow, once, twice, pooled], 1)


class InceptionD(nn.Module):
    """Half the size: branches of 3 × 3, 7 × 7 with 3 × 3, and a maximum, of stride 2."""

    def __init__(self, in_channels: int, conv_block: Conv = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch3x3_1 = conv(in_channels, 192, kernel_size=1)
        self.branch3x3_2 = conv(192, 320, kernel_size=3, stride=2)
        self.branch7x7x3_1 = conv(in_channels, 192, kernel_size=1)
        self.branch7x7x3_2 = conv(192, 192, kernel_size=(1, 7), padding=(0, 3))
        self.branch7x7x3_3 = conv(192, 192, kernel_size=(7, 1), padding=(3, 0))
        self.branch7x7x3_4 = conv(192, 192, kernel_size=3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, 512 + in_channels, H', W')."""
        near = self.branch3x3_2(self.branch3x3_1(x))
        far = self.branch7x7x3_4(self.branch7x7x3_3(self.branch7x7x3_2(self.branch7x7x3_1(x))))
        return flambeau.cat([near, far, F.max_pool2d(x, kernel_size=3, stride=2)], 1)


class InceptionE(nn.Module):
    """Branches of 1 × 1, 3 × 3, 3 × 3 twice and a mean, the last 3 × 3 as a row beside a column."""

    def __init__(self, in_channels: int, conv_block: Conv = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        row: dict[str, Any] = {"kernel_size": (1, 3), "padding": (0, 1)}
        column: dict[str, Any] = {"kernel_size": (3, 1), "padding": (1, 0)}
        self.branch1x1 = conv(in_channels, 320, kernel_size=1)
        self.branch3x3_1 = conv(in_channels, 384, kernel_size=1)
        self.branch3x3_2a = conv(384, 384, **row)
        self.branch3x3_2b = conv(384, 384, **column)
        self.branch3x3dbl_1 = conv(in_channels, 448, kernel_size=1)
        self.branch3x3dbl_2 = conv(448, 384, kernel_size=3, padding=1)
        self.branch3x3dbl_3a = conv(384, 384, **row)
        self.branch3x3dbl_3b = conv(384, 384, **column)
        self.branch_pool = conv(in_channels, 192, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to (N, 2048, H, W)."""
        narrow = self.branch1x1(x)
        once = self.branch3x3_1(x)
        once = flambeau.cat([self.branch3x3_2a(once), self.branch3x3_2b(once)], 1)
        twice = self.branch3x3dbl_2(self.branch3x3dbl_1(x))
        twice = flambeau.cat([self.branch3x3dbl_3a(twice), self.branch3x3dbl_3b(twice)], 1)
        pooled = self.branch_pool(F.avg_pool2d(x, kernel_size=3, stride=1, padding=1))
        return flambeau.cat([narrow, once, twice, pooled], 1)


class InceptionAux(nn.Module):
    """A classifier in the middle of the network, for training."""

    def __init__(self, in_channels: int, num_classes: int, conv_block: Conv = None) -> None:
        super().__init__()
        conv: Any = conv_block or BasicConv2d
        self.conv0 = conv(in_channels, 128, kernel_size=1)
        self.conv1 = conv(128, 768, kernel_size=5)
        self.conv1.stddev = 0.01
        self.fc = nn.Linear(768, num_classes)
        self.fc.stddev = 0.001

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, 17, 17) to logits."""
        x = self.conv1(self.conv0(F.avg_pool2d(x, kernel_size=5, stride=3)))
        return self.fc(flambeau.flatten(F.adaptive_avg_pool2d(x, (1, 1)), 1))


class Inception3(nn.Module):
    """Inception v3. (N, 3, H, W), H and W at least 75, to (N, num_classes).

    Args:
        num_classes: the number of logits.
        aux_logits: whether there is a classifier in the middle; while training the model returns
            :class:`InceptionOutputs` then.
        transform_input: whether images are normalised as for ImageNet and are to be made as the published checkpoint
            wants them.
        inception_blocks: the classes of convolutions, of the modules A to E, and of the auxiliary classifier.
        init_weights: whether weights are drawn from a truncated normal distribution, which takes long; the default,
            None, does so and warns.
        dropout: the rate before the classifier.

    Raises: ValueError for other than seven ``inception_blocks``; RuntimeError from a call for images that are too small
        or have another number of channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import Inception3
    >>> model = Inception3(num_classes=10, aux_logits=False, init_weights=False).eval()
    >>> model(torch.rand(1, 3, 75, 75)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        num_classes: int = 1000,
        aux_logits: bool = True,
        transform_input: bool = False,
        inception_blocks: Sequence[Callable[..., nn.Module]] | None = None,
        init_weights: bool | None = None,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        own = [BasicConv2d, InceptionA, InceptionB, InceptionC, InceptionD, InceptionE, InceptionAux]
        conv, a, b, c, d, e, aux = inception_blocks or own
        if init_weights is None:
            warnings.warn(
                "The default weight initialization of inception_v3 will be changed in future releases of torchvision. "
                "If you wish to keep the old behavior (which leads to long initialization times due to "
                "scipy/scipy#11299), please set init_weights=True.",
                FutureWarning,
                stacklevel=2,
            )
        self.aux_logits, self.transform_input = aux_logits, transform_input
        self.Conv2d_1a_3x3 = conv(3, 32, kernel_size=3, stride=2)
        self.Conv2d_2a_3x3 = conv(32, 32, kernel_size=3)
        self.Conv2d_2b_3x3 = conv(32, 64, kernel_size=3, padding=1)
        self.maxpool1 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.Conv2d_3b_1x1 = conv(64, 80, kernel_size=1)
        self.Conv2d_4a_3x3 = conv(80, 192, kernel_size=3)
        self.maxpool2 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.Mixed_5b = a(192, pool_features=32)
        self.Mixed_5c = a(256, pool_features=64)
        self.Mixed_5d = a(288, pool_features=64)
        self.Mixed_6a = b(288)
        self.Mixed_6b = c(768, channels_7x7=128)
        self.Mixed_6c = c(768, channels_7x7=160)
        self.Mixed_6d = c(768, channels_7x7=160)
        self.Mixed_6e = c(768, channels_7x7=192)
        self.AuxLogits = aux(768, num_classes) if aux_logits else None
        self.Mixed_7a = d(768)
        self.Mixed_7b = e(1280)
        self.Mixed_7c = e(2048)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(p=dropout)
        self.fc = nn.Linear(2048, num_classes)
        if init_weights is not False:
            initialise_truncated(self, 0.1)

    def forward(self, x: Tensor) -> Tensor | InceptionOutputs:
        """Images, normalised, to logits."""
        if self.transform_input:
            x = imagenet_to_half(x)
        for name in ("Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "maxpool1", "Conv2d_3b_1x1", "Conv2d_4a_3x3"):
            x = self._modules[name](x)
        x = self.Mixed_5d(self.Mixed_5c(self.Mixed_5b(self.maxpool2(x))))
        x = self.Mixed_6e(self.Mixed_6d(self.Mixed_6c(self.Mixed_6b(self.Mixed_6a(x)))))
        asked = self.training and self.aux_logits
        aux = self.AuxLogits(x) if asked and self.AuxLogits is not None else None
        x = self.avgpool(self.Mixed_7c(self.Mixed_7b(self.Mixed_7a(x))))
        x = self.fc(flambeau.flatten(self.dropout(x), 1))
        return InceptionOutputs(x, aux) if asked else x


Inception_V3_Weights = published("Inception_V3_Weights", __name__)


def _as_published(options: dict[str, Any], weights: Any) -> Callable[[Any], None]:
    """The checkpoint has the auxiliary classifier: it is dropped where it is not wanted."""
    wanted = options.pop("aux_logits", True)
    options.setdefault("transform_input", True)
    override(options, "aux_logits", True)
    override(options, "init_weights", False)

    def finish(model: Inception3) -> None:
        if not wanted:
            model.aux_logits, model.AuxLogits = False, None

    return finish


@builder(Inception_V3_Weights, prepare=_as_published)
def inception_v3(**options: Any) -> Inception3:
    """Inception v3: 27.2 million parameters; images of 299 × 299 pixels."""
    return Inception3(**options)


explain_module(globals())
