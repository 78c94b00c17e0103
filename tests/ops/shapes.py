"""The classes of shapes that every op is judged at, and the samples that are derived for those which the table lacks.

Classes: an operand without dimensions, one without elements, one with dimensions of size one, one with five to eight
dimensions. (Memory layouts, among them expanded and channels-last ones, are made by `operands.Maker`.)
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from operands import Maker, Operand, Sample, fits, operands_of
from samples import OPS, called, key_of

import flambeau as fl
from flambeau.ops.define import registry

ENTRIES = {key_of(entry): entry for entry in registry if key_of(entry) in OPS}
CLASSES: dict[str, Callable[[tuple[int, ...]], bool]] = {
    "0-d": lambda shape: not shape,
    "zero-size": lambda shape: 0 in shape,
    "size-1": lambda shape: 1 in shape,
    "high-rank": lambda shape: len(shape) >= 5,
}


def with_shapes(sample: Sample, change: Callable[[int, Operand], Operand]) -> Sample:
    """The sample with every operand changed; `change` gets its number, too."""
    count = iter(range(len(list(operands_of(sample)))))

    def changed(value: Any) -> Any:
        if isinstance(value, Operand):
            return change(next(count), value)
        return [changed(item) for item in value] if isinstance(value, list) else value

    return replace(
        sample,
        args=tuple(changed(a) for a in sample.args),
        kwargs={k: changed(a) for k, a in sample.kwargs.items()},
    )


def shaped(operand: Operand, shape: tuple[int, ...]) -> Operand:
    """The operand with that shape; given values are repeated. An index is 0, which lies inside of any dimension."""
    if operand.values is None:
        return replace(operand, shape=shape, high=1 if is_index(operand) else operand.high)
    return replace(operand, shape=shape, values=np.broadcast_to(np.asarray(operand.values), shape).tolist())


def is_index(operand: Operand) -> bool:
    return operand.dtype == "int64" and operand.values is None


def all_as(shape: tuple[int, ...]) -> Callable[[Sample], Sample]:
    """Every operand with the same shape."""
    return lambda sample: with_shapes(sample, lambda _, operand: shaped(operand, shape))


def in_front(rank: int | None, sizes: tuple[int, ...], only_first: bool) -> Callable[[Sample], Sample]:
    """Every operand, or the first one, with dimensions put in front: ``sizes``, or ones and a two up to ``rank``."""

    def change(sample: Sample) -> Sample:
        first = next(operands_of(sample))
        more = sizes if rank is None else (2, *(1,) * (rank - len(first.shape) - 1))
        return with_shapes(sample, lambda n, o: shaped(o, (*more, *o.shape)) if n == 0 or not only_first else o)

    return change


def resized(size: int, every: bool) -> Callable[[Sample], Sample]:
    """Every dimension, or the one that comes first in the first operand wherever it leads, with that size."""

    def change(sample: Sample) -> Sample:
        lead = next(operands_of(sample)).shape[:1]

        def cut(_: int, operand: Operand) -> Operand:
            shape = tuple(size for _ in operand.shape) if every else (size, *operand.shape[1:])
            fitting = operand.shape and (every or operand.shape[:1] == lead)
            if not fitting:
                return operand
            if operand.values is None:
                return shaped(operand, shape)
            values = np.asarray(operand.values)[tuple(slice(n) for n in shape)]
            return replace(operand, shape=values.shape, values=values.tolist())

        return with_shapes(sample, cut)

    return change


# What to try in turn for each class.
WAYS: dict[str, tuple[Callable[[Sample], Sample], ...]] = {
    "0-d": (all_as(()),),
    "zero-size": (
        resized(0, False),
        in_front(None, (0,), False),
        in_front(None, (0,), True),
        all_as((0,)),
    ),
    "size-1": (
        resized(1, True),
        in_front(None, (1,), False),
        in_front(None, (1,), True),
        resized(1, False),
        all_as((1, 1)),
    ),
    "high-rank": tuple(
        way
        for rank in (8, 5)
        for way in (in_front(rank, (), False), in_front(rank, (), True), all_as((2, *(1,) * (rank - 2), 2)))
    ),
}


def candidates(key: str, name: str) -> Iterator[Sample]:
    """Samples of that class which the op might take, made from those of the table."""
    for sample in OPS[key].samples:
        if not any(operands_of(sample)):
            continue
        for way in WAYS[name]:
            try:
                candidate = way(sample)
            except ValueError:
                continue  # given values of another shape
            if any(CLASSES[name](operand.shape) for operand in operands_of(candidate)):
                yield candidate


def has_tensors(key: str) -> bool:
    """Whether any sample describes a tensor: ops that only create have none to vary."""
    return any(True for sample in OPS[key].samples for _ in operands_of(sample))


@cache
def takes(key: str, dtype: str) -> bool:
    """Whether the op takes a sample in that dtype."""
    limited = OPS[key].dtypes
    tried = [s for s in OPS[key].samples if fits(s, dtype) and (limited is None or dtype in limited)]
    return any(taken(fl, callee(key), sample, dtype) for sample in tried)


@cache
def dtype_of(key: str) -> str:
    """The dtype that candidates are tried in: the first that the op takes."""
    return next(d for d in ("float64", "float32", "complex128", "int64", "bool", "float16") if takes(key, d))


def taken(library: Any, function: Callable[..., Any], sample: Sample, dtype: str) -> bool:
    """Whether the function takes the sample."""
    args, kwargs = Maker(library, dtype, seed="class").call_arguments(sample)
    library.manual_seed(3)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*args, **kwargs)
    except (RuntimeError, ValueError, IndexError, TypeError):
        return False
    return True


def missing(key: str) -> list[str]:
    """The classes that no sample of the table belongs to; none for ops without tensors."""
    shapes = [operand.shape for sample in OPS[key].samples for operand in operands_of(sample)]
    return [name for name, holds in CLASSES.items() if shapes and not any(holds(shape) for shape in shapes)]


def left_out(key: str, name: str) -> bool:
    """Whether the table below says why the op has no sample of that class."""
    return any(key in names.split() for names in NOT_TAKEN[name].values())


def callee(key: str) -> Callable[..., Any]:
    """The op as a function of tensors that it may write to."""
    return called(ENTRIES[key])


@cache
def derived(key: str) -> tuple[Sample, ...]:
    """For each class that the table lacks the first candidate that the op takes."""
    wanted = [name for name in missing(key) if not left_out(key, name)]
    found = [first_taken(fl, callee(key), key, name) for name in wanted]
    return tuple(sample for sample in found if sample is not None)


def first_taken(library: Any, function: Callable[..., Any], key: str, name: str) -> Sample | None:
    """The first candidate of the class that a library's function takes."""
    dtype = dtype_of(key)
    return next((s for s in candidates(key, name) if fits(s, dtype) and taken(library, function, s, dtype)), None)


def samples_of(key: str) -> list[Sample]:
    """All samples of an op: those of the table, then the derived ones."""
    return [*OPS[key].samples, *derived(key)]


# Why an op has no sample of a class, for each class and reason.
REFUSED = "neither Flambeau nor PyTorch takes any: the op needs a dimension, or has a fixed number of them"
UNFIT = "what can be derived means nothing to the op: shapes are arguments, too, or too few numbers are left"
OLD = "PyTorch takes it, and warns that it will not"
OTHERWISE = "PyTorch hands it back as it is, in another shape than with elements"
NOT_TAKEN: dict[str, dict[str, str]] = {
    "0-d": {
        REFUSED: """
            renorm histogramdd segment_reduce
            view_as_complex multinomial nn.functional.glu nn.functional.softmin sum_to_size unflatten cat
            split_with_sizes split_evenly split chunk unsafe_split unsafe_split_with_sizes
            unsafe_chunk tensor_split hsplit vsplit dsplit unbind select slice narrow diagonal diag_embed diag
            trace tril triu unfold unfold_backward repeat_index fliplr rot90 index_put put
            slice_scatter diagonal_scatter embedding_backward nn.functional.embedding_bag
            nn.functional.scaled_dot_product_attention attention_forward attention_backward
            constant_pad_nd nn.functional.pad pixel_shuffle
            pixel_unshuffle channel_shuffle convolution conv_grad_input conv_grad_weight conv1d conv2d conv3d
            conv_transpose1d conv_transpose2d conv_transpose3d unfold_patches fold_patches nn.functional.unfold
            nn.functional.fold linalg.matrix_norm diff nn.functional.nll_loss cdist
            nn.functional.cosine_embedding_loss nn.functional.margin_ranking_loss
            nn.functional.hinge_embedding_loss nn.functional.soft_margin_loss nn.functional.ctc_loss
            _sample_dirichlet is_positive_definite is_positive_semidefinite linalg.solve_triangular cholesky_solve
            linalg.cholesky linalg.inv inverse linalg.solve cofactors cofactors_change linalg.det
            linalg.slogdet logdet cholesky_factor linalg.cholesky_ex cholesky cholesky_inverse triangular_solve
            lu_permutation lu_factors linalg.lu_factor linalg.lu_factor_ex linalg.lu lu lu_unpack linalg.lu_solve
            lu_solve solve_again solve_system linalg.solve_ex invert linalg.inv_ex ldl_factors linalg.ldl_factor
            linalg.ldl_factor_ex linalg.ldl_solve qr_factors linalg.qr qr geqrf linalg.householder_product orgqr ormqr
            eigh_factors linalg.eigh linalg.eigvalsh eig_factors linalg.eig linalg.eigvals svd_factors linalg.svd
            linalg.svdvals svd lstsq_solution linalg.lstsq pseudo_inverse linalg.pinv pinverse linalg.matrix_rank
            linalg.cond linalg.diagonal linalg.matrix_power linalg.matrix_exp linalg.multi_dot chain_matmul vander
            svd_lowrank pca_lowrank matmul mm bmm mv dot vdot baddbmm addbmm outer addr tensordot linalg.cross
            cross nn.functional.linear nn.functional.bilinear einsum layer_norm_forward layer_norm_backward
            group_norm_forward group_norm_backward
            layer_norm rms_norm group_norm batch_norm_forward batch_norm_backward batch_norm_inference
            nn.functional.batch_norm nn.functional.instance_norm nn.functional.local_response_norm
            scatter_pooled max_pool_with_indices avg_pool avg_pool_backward adaptive_avg_pool
            adaptive_avg_pool_backward adaptive_max_pool_with_indices nn.functional.max_pool1d
            nn.functional.max_pool2d nn.functional.max_pool3d nn.functional.avg_pool1d nn.functional.avg_pool2d
            nn.functional.avg_pool3d nn.functional.lp_pool1d nn.functional.lp_pool2d nn.functional.lp_pool3d
            nn.functional.adaptive_avg_pool1d nn.functional.adaptive_avg_pool2d
            nn.functional.adaptive_avg_pool3d nn.functional.adaptive_max_pool1d
            nn.functional.adaptive_max_pool2d nn.functional.adaptive_max_pool3d nn.functional.max_unpool1d
            nn.functional.max_unpool2d nn.functional.max_unpool3d nn.functional.interpolate
            nn.functional.upsample unique_slices unique_consecutive search_lines searchsorted bucketize
            count_values bincount combinations cartesian_prod trapezoid nn.functional.affine_grid
            nn.functional.grid_sample nn.functional.dropout1d nn.functional.dropout2d nn.functional.dropout3d
            conv_tbc nn.functional.fractional_max_pool2d_with_indices nn.functional.fractional_max_pool2d
            nn.functional.fractional_max_pool3d_with_indices nn.functional.fractional_max_pool3d
            nn.functional.max_pool1d_with_indices nn.functional.adaptive_max_pool1d_with_indices
            nn.functional.max_pool2d_with_indices nn.functional.adaptive_max_pool2d_with_indices
            nn.functional.max_pool3d_with_indices nn.functional.adaptive_max_pool3d_with_indices
            nn.functional.upsample_nearest nn.functional.upsample_bilinear
            pdist fft_r2c fft_c2r fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft fft.fft2 fft.ifft2
            fft.rfft2 fft.irfft2 fft.hfft2 fft.ihfft2 fft.rfftn fft.irfftn fft.hfftn fft.ihfftn flipud
            fft.fftshift fft.ifftshift native_layer_norm native_group_norm native_batch_norm
            cumulative_trapezoid stft istft diagonal_copy narrow_copy select_copy slice_copy unfold_copy
            view_as_complex_copy split_copy split_with_sizes_copy unbind_copy grid_sampler grid_sampler_2d
            grid_sampler_3d compressed_product
        """,
        UNFIT: """
            slice_backward diagonal_backward cov corrcoef dropout_mask as_strided_scatter as_strided_copy
            view_copy
        """,
        OLD: "mT mH adjoint",
    },
    "zero-size": {
        REFUSED: """
            quantile nanquantile select_backward slice_backward diagonal_backward as_strided unfold_backward max_all
            min_all nll_loss_backward addbmm scatter_pooled avg_pool_backward
            adaptive_avg_pool_backward nn.functional.affine_grid
            istft
        """,
        UNFIT: """
            cofactors cofactors_change cov corrcoef batch_norm_forward batch_norm_backward dropout_mask
            as_strided_scatter as_strided_copy native_group_norm native_batch_norm expand_copy unfold_copy
            view_copy split_with_sizes_copy
        """,
        OTHERWISE: "pixel_unshuffle",
    },
    "size-1": {
        REFUSED: """
            unfold_backward avg_pool_backward adaptive_avg_pool_backward
        """,
        UNFIT: """
            select_backward slice_backward diagonal_backward cov corrcoef nll_loss_backward dropout_mask
            unfold_copy split_with_sizes_copy
        """,
    },
    "high-rank": {
        REFUSED: """
            compressed_product
            multinomial t H select_backward slice_backward diagonal_backward diag trace unfold_backward
            linalg.multi_dot chain_matmul vander repeat_index block_diag nn.functional.embedding_bag conv1d
            conv2d conv_transpose1d conv_transpose2d
            unfold_patches fold_patches nn.functional.unfold nn.functional.fold nll_loss_forward
            nll_loss_backward nn.functional.multi_margin_loss nn.functional.multilabel_margin_loss
            nn.functional.ctc_loss mm bmm mv dot vdot addmm addmv baddbmm addbmm outer cross
            batch_norm_backward batch_norm_inference scatter_pooled avg_pool_backward adaptive_avg_pool_backward
            nn.functional.max_pool1d nn.functional.max_pool2d nn.functional.avg_pool1d nn.functional.avg_pool2d
            nn.functional.lp_pool1d nn.functional.lp_pool2d nn.functional.adaptive_avg_pool1d
            nn.functional.adaptive_max_pool1d nn.functional.adaptive_max_pool2d nn.functional.upsample
            nn.functional.dropout1d
            count_values bincount cov corrcoef combinations meshgrid cartesian_prod nn.functional.affine_grid
            conv_tbc nn.functional.fractional_max_pool2d_with_indices nn.functional.fractional_max_pool2d
            nn.functional.max_pool1d_with_indices nn.functional.adaptive_max_pool1d_with_indices
            nn.functional.max_pool2d_with_indices nn.functional.adaptive_max_pool2d_with_indices
            nn.functional.upsample_bilinear
            nn.functional.linear_cross_entropy pdist nn.functional.cosine_embedding_loss stft istft t_copy
            grid_sampler grid_sampler_2d
        """,
        UNFIT: """
            put dropout_mask native_group_norm native_batch_norm expand_copy narrow_copy permute_copy
            unfold_copy view_copy split_with_sizes_copy
        """,
    },
}
