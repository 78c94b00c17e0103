"""Vision transformers: Dosovitskiy et al., "An Image is Worth 16x16 Words" (2020), arXiv:2010.11929."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import flambeau
from flambeau import Tensor, nn

from ..._arguments import explain_module
from ..._listing import listing
from ..._questions import _assert
from ..ops.misc import MLP, Conv2dNormActivation
from ._api import builder, override
from ._weights import published

__all__ = [
    "ViT_B_16_Weights",
    "ViT_B_32_Weights",
    "ViT_H_14_Weights",
    "ViT_L_16_Weights",
    "ViT_L_32_Weights",
    "VisionTransformer",
    "interpolate_embeddings",
    "vit_b_16",
    "vit_b_32",
    "vit_h_14",
    "vit_l_16",
    "vit_l_32",
]
__dir__ = listing(globals())

Layer = Callable[..., nn.Module]


class ConvStemConfig(NamedTuple):
    """A convolution of the stem: its channels, kernel and stride, and the classes behind it."""

    out_channels: int
    kernel_size: int
    stride: int
    norm_layer: Layer = nn.BatchNorm2d
    activation_layer: Layer = nn.ReLU


class MLPBlock(MLP):
    """The perceptron of a transformer block."""

    def __init__(self, in_dim: int, mlp_dim: int, dropout: float) -> None:
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.xavier_uniform_(m.weight)
                nn.init.normal_(m.bias, std=1e-6)


def _require_sequences(x: Tensor) -> None:
    _assert(x.dim() == 3, f"Expected (batch_size, seq_length, hidden_dim) got {x.shape}")


class EncoderBlock(nn.Module):
    """Attention and a perceptron, each behind a normalisation and added to its input."""

    def __init__(
        self,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Layer = partial(nn.LayerNorm, eps=1e-6),  # noqa: B008 - a constant
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input: Tensor) -> Tensor:
        """(N, S, hidden_dim) to the same."""
        _require_sequences(input)
        x = self.ln_1(input)
        x, _ = self.self_attention(x, x, x, need_weights=False)
        x = self.dropout(x) + input
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    """A stack of :class:`EncoderBlock` on top of learnt positions."""

    def __init__(
        self,
        seq_length: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Layer = partial(nn.LayerNorm, eps=1e-6),  # noqa: B008 - a constant
    ) -> None:
        super().__init__()
        self.pos_embedding = nn.Parameter(flambeau.empty(1, seq_length, hidden_dim).normal_(std=0.02))
        self.dropout = nn.Dropout(dropout)
        block = partial(EncoderBlock, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer)
        self.layers = nn.Sequential(OrderedDict((f"encoder_layer_{k}", block()) for k in range(num_layers)))
        self.ln = norm_layer(hidden_dim)

    def forward(self, input: Tensor) -> Tensor:
        """(N, S, hidden_dim) to the same."""
        _require_sequences(input)
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


def _stem(configs: Sequence[ConvStemConfig], hidden_dim: int) -> nn.Sequential:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels = 3
    for k, (out, kernel, stride, norm, activation) in enumerate(configs):
        layers[f"conv_bn_relu_{k}"] = Conv2dNormActivation(
            channels, out, kernel_size=kernel, stride=stride, norm_layer=norm, activation_layer=activation
        )
        channels = out
    layers["conv_last"] = nn.Conv2d(channels, hidden_dim, kernel_size=1)
    return nn.Sequential(layers)


class VisionTransformer(nn.Module):
    """A transformer encoder over an image's patches and one learnt token, whose last state is classified.

    Args:
        image_size, patch_size: in pixels, of squares; images must have just that size.
        num_layers, num_heads, hidden_dim, mlp_dim: of the encoder.
        dropout, attention_dropout: of the encoder.
        num_classes: outputs of the classifier.
        representation_size: width of a hidden layer in the classifier; None for no such layer.
        norm_layer: made from ``hidden_dim``.
        conv_stem_configs: convolutions that make the patches' vectors, whose strides' product is to be
            ``patch_size`` (Xiao et al. 2021, arXiv:2106.14881); None for one linear map of each patch.

    Shapes: (N, 3, image_size, image_size) to (N, num_classes).

    Raises: ValueError for an ``image_size`` that ``patch_size`` does not divide; AssertionError from a call for images
        of another size.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import VisionTransformer
    >>> model = VisionTransformer(32, 16, num_layers=1, num_heads=2, hidden_dim=8, mlp_dim=16, num_classes=10).eval()
    >>> model(torch.rand(1, 3, 32, 32)).shape
    torch.Size([1, 10])
    """

    def __init__(
        self,
        image_size: int,
        patch_size: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        num_classes: int = 1000,
        representation_size: int | None = None,
        norm_layer: Layer = partial(nn.LayerNorm, eps=1e-6),  # noqa: B008 - a constant
        conv_stem_configs: Sequence[ConvStemConfig] | None = None,
    ) -> None:
        super().__init__()
        if image_size % patch_size:
            raise ValueError(f"Input shape indivisible by patch size! | {image_size} and {patch_size}")
        self.image_size, self.patch_size, self.hidden_dim, self.mlp_dim = image_size, patch_size, hidden_dim, mlp_dim
        self.attention_dropout, self.dropout = attention_dropout, dropout
        self.num_classes, self.representation_size, self.norm_layer = num_classes, representation_size, norm_layer
        self.conv_proj: Any = (
            nn.Conv2d(3, hidden_dim, kernel_size=patch_size, stride=patch_size)
            if conv_stem_configs is None
            else _stem(conv_stem_configs, hidden_dim)
        )
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.class_token = nn.Parameter(flambeau.zeros(1, 1, hidden_dim))
        self.encoder = Encoder(
            self.seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer
        )
        heads: OrderedDict[str, nn.Module] = OrderedDict()
        if representation_size is not None:
            heads["pre_logits"] = nn.Linear(hidden_dim, representation_size)
            heads["act"] = nn.Tanh()
        heads["head"] = nn.Linear(representation_size or hidden_dim, num_classes)
        self.heads = nn.Sequential(heads)
        self._initialise()

    def _initialise(self) -> None:
        project = self.conv_proj
        if isinstance(project, nn.Sequential):
            project = project.conv_last
            nn.init.normal_(project.weight, std=math.sqrt(2.0 / project.out_channels))
        else:
            nn.init.trunc_normal_(project.weight, std=math.sqrt(1 / (project.in_channels * self.patch_size**2)))
        nn.init.zeros_(project.bias)
        if self.representation_size is not None:
            pre_logits = self.heads.pre_logits
            nn.init.trunc_normal_(pre_logits.weight, std=math.sqrt(1 / pre_logits.in_features))
            nn.init.zeros_(pre_logits.bias)
        nn.init.zeros_(self.heads.head.weight)
        nn.init.zeros_(self.heads.head.bias)

    def _process_input(self, x: Tensor) -> Tensor:
        """Images as sequences of projected patches, (N, patches, hidden_dim)."""
        n, _channels, height, width = x.shape
        _assert(height == self.image_size, f"Wrong image height! Expected {self.image_size} but got {height}!")
        _assert(width == self.image_size, f"Wrong image width! Expected {self.image_size} but got {width}!")
        down, across = height // self.patch_size, width // self.patch_size
        return self.conv_proj(x).reshape(n, self.hidden_dim, down * across).permute(0, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Images, normalised, to logits."""
        x = self._process_input(x)
        n = x.shape[0]
        x = flambeau.cat([self.class_token.expand(n, -1, -1), x], dim=1)
        return self.heads(self.encoder(x)[:, 0])


def interpolate_embeddings(
    image_size: int,
    patch_size: int,
    model_state: Mapping[str, Tensor],
    interpolation_mode: str = "bicubic",
    reset_heads: bool = False,
) -> Mapping[str, Tensor]:
    """``model_state`` for images of another size: its positions are interpolated, in place.

    Args:
        image_size, patch_size: of the model that is to load the result, in pixels.
        model_state: a trained model's ``state_dict()``.
        interpolation_mode: as of ``nn.functional.interpolate``.
        reset_heads: leave out the classifier.

    Raises: ValueError where the positions have not the shape (1, S, hidden), or there was no square of patches.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.vision_transformer import VisionTransformer, interpolate_embeddings
    >>> small = VisionTransformer(32, 16, num_layers=1, num_heads=2, hidden_dim=8, mlp_dim=16)
    >>> state = interpolate_embeddings(64, 16, small.state_dict())
    >>> state["encoder.pos_embedding"].shape
    torch.Size([1, 17, 8])
    """
    embedding = model_state["encoder.pos_embedding"]
    n, seq_length, hidden = embedding.shape
    if n != 1:
        raise ValueError(f"Unexpected position embedding shape: {embedding.shape}")
    new_length = (image_size // patch_size) ** 2 + 1
    if new_length == seq_length:
        return model_state
    old_side, new_side = math.isqrt(seq_length - 1), image_size // patch_size
    if old_side**2 != seq_length - 1:
        raise ValueError(f"seq_length is not a perfect square! Instead got {seq_length - 1}")
    token, grid = embedding[:, :1], embedding[:, 1:].transpose(1, 2).reshape(1, hidden, old_side, old_side)
    grid = nn.functional.interpolate(grid, size=(new_side, new_side), mode=interpolation_mode, align_corners=True)
    state = dict(model_state) if not isinstance(model_state, dict) else model_state
    state["encoder.pos_embedding"] = flambeau.cat([token, grid.flatten(2).transpose(1, 2)], dim=1)
    return {k: v for k, v in state.items() if not k.startswith("heads")} if reset_heads else state


def _size_of_weights(options: dict[str, Any], weights: Any) -> None:
    override(options, "image_size", weights.meta["min_size"][0])


def _vit(patch: int, layers: int, heads: int, hidden: int, mlp: int, options: dict[str, Any]) -> VisionTransformer:
    return VisionTransformer(options.pop("image_size", 224), patch, layers, heads, hidden, mlp, **options)


ViT_B_16_Weights = published("ViT_B_16_Weights", __name__)


@builder(ViT_B_16_Weights, prepare=_size_of_weights)
def vit_b_16(**options: Any) -> VisionTransformer:
    """ViT-B/16: 86.6 million parameters."""
    return _vit(16, 12, 12, 768, 3072, options)


ViT_B_32_Weights = published("ViT_B_32_Weights", __name__)


@builder(ViT_B_32_Weights, prepare=_size_of_weights)
def vit_b_32(**options: Any) -> VisionTransformer:
    """ViT-B/32: 88.2 million parameters."""
    return _vit(32, 12, 12, 768, 3072, options)


ViT_L_16_Weights = published("ViT_L_16_Weights", __name__)


@builder(ViT_L_16_Weights, prepare=_size_of_weights)
def vit_l_16(**options: Any) -> VisionTransformer:
    """ViT-L/16: 304.3 million parameters."""
    return _vit(16, 24, 16, 1024, 4096, options)


ViT_L_32_Weights = published("ViT_L_32_Weights", __name__)


@builder(ViT_L_32_Weights, prepare=_size_of_weights)
def vit_l_32(**options: Any) -> VisionTransformer:
    """ViT-L/32: 306.5 million parameters."""
    return _vit(32, 24, 16, 1024, 4096, options)


ViT_H_14_Weights = published("ViT_H_14_Weights", __name__)


@builder(ViT_H_14_Weights, legacy=None, prepare=_size_of_weights)
def vit_h_14(**options: Any) -> VisionTransformer:
    """ViT-H/14: 632.0 million parameters."""
    return _vit(14, 32, 16, 1280, 5120, options)


explain_module(globals())
