"""GoogLeNet: Szegedy et al., "Going deeper with convolutions" (2014), arXiv:1409.4842, with batch normalisation."""

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

__all__ = ["GoogLeNet", "GoogLeNetOutputs", "GoogLeNet_Weights", "googlenet"]
__dir__ = listing(globals())


class GoogLeNetOutputs(NamedTuple):
    """What training with auxiliary classifiers gives: three tensors (N, num_classes), the last two None without them.

    >>> from flambeau.vision.models import GoogLeNetOutputs
    >>> GoogLeNetOutputs._fields
    ('logits', 'aux_logits2', 'aux_logits1')
    """

    logits: Tensor
    aux_logits2: Tensor | None
    aux_logits1: Tensor | None


class Inception(nn.Module):
    """Convolutions of 1 × 1, of 3 × 3 twice, and a maximum, side by side."""

    def __init__(
        self,
        in_channels: int,
        ch1x1: int,
        ch3x3red: int,
        ch3x3: int,
        ch5x5red: int,
        ch5x5: int,
        pool_proj: int,
        conv_block: Callable[..., nn.Module] | None = None,
    ) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1 = conv(in_channels, ch1x1, kernel_size=1)
        self.branch2 = nn.Sequential(
            conv(in_channels, ch3x3red, kernel_size=1), conv(ch3x3red, ch3x3, kernel_size=3, padding=1)
        )
        # 3 × 3 where the paper has 5 × 5, as the published checkpoint was trained.
        self.branch3 = nn.Sequential(
            conv(in_channels, ch5x5red, kernel_size=1), conv(ch5x5red, ch5x5, kernel_size=3, padding=1)
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True),
            conv(in_channels, pool_proj, kernel_size=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) to the channels of all branches."""
        return flambeau.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class InceptionAux(nn.Module):
    """A classifier in the middle of the network, for training."""

    def __init__(
        self,
        in_channels: int,
        num_classes: int,
        conv_block: Callable[..., nn.Module] | None = None,
        dropout: float = 0.7,
    ) -> None:
        super().__init__()
        self.conv = (conv_block or BasicConv2d)(in_channels, 128, kernel_size=1)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, num_classes)
        self.dropout = nn.Dropout(p=dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Feature maps to logits."""
        x = self.conv(F.adaptive_avg_pool2d(x, (4, 4)))
        x = F.relu(self.fc1(flambeau.flatten(x, 1)), inplace=True)
        return self.fc2(self.dropout(x))


# Of each inception module: input channels, 1 × 1, 3 × 3 reduced, 3 × 3, 5 × 5 reduced, 5 × 5, pooled.
_MODULES = {
    "3a": (192, 64, 96, 128, 16, 32, 32),
    "3b": (256, 128, 128, 192, 32, 96, 64),
    "4a": (480, 192, 96, 208, 16, 48, 64),
    "4b": (512, 160, 112, 224, 24, 64, 64),
    "4c": (512, 128, 128, 256, 24, 64, 64),
    "4d": (512, 112, 144, 288, 32, 64, 64),
    "4e": (528, 256, 160, 320, 32, 128, 128),
    "5a": (832, 256, 160, 320, 32, 128, 128),
    "5b": (832, 384, 192, 384, 48, 128, 128),
}
_POOLED_AFTER = {"3b": (3, "maxpool3"), "4e": (2, "maxpool4")}


class GoogLeNet(nn.Module):
    """Nine inception modules. (N, 3, H, W), H and W at least 15, to (N, num_classes).

    Args:
        num_classes: the number of logits.
        aux_logits: whether there are two classifiers more, after the third and the sixth module; while training the
            model returns :class:`GoogLeNetOutputs` then.
        transform_input: whether images are normalised as for ImageNet and are to be made as the published checkpoint
            wants them.
        init_weights: whether weights are drawn from a truncated normal distribution, which takes long; the default,
            None, does so and warns.
        blocks: the classes of convolutions, inception modules and auxiliary classifiers.
        dropout, dropout_aux: rates before the classifiers.

    Raises: ValueError for other than three ``blocks``; RuntimeError from a call for images with another number of
        channels.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import GoogLeNet
    >>> model = GoogLeNet(num_classes=10, aux_logits=False, init_weights=False).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        num_classes: int = 1000,
        aux_logits: bool = True,
        transform_input: bool = False,
        init_weights: bool | None = None,
        blocks: Sequence[Callable[..., nn.Module]] | None = None,
        dropout: float = 0.2,
        dropout_aux: float = 0.7,
    ) -> None:
        super().__init__()
        conv, inception, aux = blocks or (BasicConv2d, Inception, InceptionAux)
        if init_weights is None:
            warnings.warn(
                "The default weight initialization of GoogleNet will be changed in future releases of torchvision. If "
                "you wish to keep the old behavior (which leads to long initialization times due to scipy/scipy#11299),"
                " please set init_weights=True.",
                FutureWarning,
                stacklevel=2,
            )
        self.aux_logits, self.transform_input = aux_logits, transform_input
        self.conv1 = conv(3, 64, kernel_size=7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = conv(64, 64, kernel_size=1)
        self.conv3 = conv(64, 192, kernel_size=3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        for name, channels in _MODULES.items():
            setattr(self, f"inception{name}", inception(*channels))
            if name in _POOLED_AFTER:
                kernel, pool = _POOLED_AFTER[name]
                setattr(self, pool, nn.MaxPool2d(kernel, stride=2, ceil_mode=True))
        self.aux1 = aux(512, num_classes, dropout=dropout_aux) if aux_logits else None
        self.aux2 = aux(528, num_classes, dropout=dropout_aux) if aux_logits else None
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(p=dropout)
        self.fc = nn.Linear(1024, num_classes)
        if init_weights is not False:
            initialise_truncated(self, 0.01)

    def forward(self, x: Tensor) -> Tensor | GoogLeNetOutputs:
        """Images, normalised, to logits."""
        if self.transform_input:
            x = imagenet_to_half(x)
        x = self.maxpool2(self.conv3(self.conv2(self.maxpool1(self.conv1(x)))))
        asked = self.training and self.aux_logits
        aux: dict[str, Tensor] = {}
        for name in _MODULES:
            if asked and name == "4b" and self.aux1 is not None:
                aux["aux_logits1"] = self.aux1(x)
            if asked and name == "4e" and self.aux2 is not None:
                aux["aux_logits2"] = self.aux2(x)
            x = getattr(self, f"inception{name}")(x)
            if name in _POOLED_AFTER:
                x = getattr(self, _POOLED_AFTER[name][1])(x)
        x = self.fc(self.dropout(flambeau.flatten(self.avgpool(x), 1)))
        return GoogLeNetOutputs(x, aux.get("aux_logits2"), aux.get("aux_logits1")) if asked else x


GoogLeNet_Weights = published("GoogLeNet_Weights", __name__)


def _as_published(options: dict[str, Any], weights: Any) -> Callable[[Any], None]:
    """The checkpoint has auxiliary classifiers that were not trained: they are dropped unless asked for."""
    wanted = options.pop("aux_logits", False)
    options.setdefault("transform_input", True)
    override(options, "aux_logits", True)
    override(options, "init_weights", False)

    def finish(model: GoogLeNet) -> None:
        if wanted:
            warnings.warn(
                "auxiliary heads in the pretrained googlenet model are NOT pretrained, so make sure to train them",
                stacklevel=3,
            )
        else:
            model.aux_logits, model.aux1, model.aux2 = False, None, None

    return finish


@builder(GoogLeNet_Weights, prepare=_as_published)
def googlenet(**options: Any) -> GoogLeNet:
    """GoogLeNet: 6.6 million parameters, 13.0 with the auxiliary classifiers."""
    return GoogLeNet(**options)


explain_module(globals())
