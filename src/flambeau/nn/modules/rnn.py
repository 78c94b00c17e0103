"""Recurrent networks: ``RNN``, ``LSTM``, ``GRU`` over sequences, and the cells that take one step."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..._arguments import explain_module
from ..._core import Tensor, _autocast_state, float32
from ..._functions import cat, empty, stack, zeros
from .. import functional as F
from .. import init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module

__all__ = ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNBase", "RNNCell", "RNNCellBase"]

State = tuple[Tensor, ...]
# One step: the input's share of the gates, the state, W_hh, b_hh -> the new state
Step = Callable[[Tensor, State, Tensor, "Tensor | None"], State]


def _tanh_step(gates: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
    return ((gates + F.linear(state[0], weight, bias)).tanh(),)


def _relu_step(gates: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
    return ((gates + F.linear(state[0], weight, bias)).relu(),)


def _lstm_step(gates: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
    """``c' = σ(f)·c + σ(i)·tanh(g)``, ``h' = σ(o)·tanh(c')`` (Hochreiter and Schmidhuber 1997)."""
    hidden, cell = state
    i, f, g, o = (gates + F.linear(hidden, weight, bias)).chunk(4, -1)
    cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
    return o.sigmoid() * cell.tanh(), cell


def _gru_step(gates: Tensor, state: State, weight: Tensor, bias: Tensor | None) -> State:
    """``n = tanh(n_x + r·n_h)``, ``h' = (1 − z)·n + z·h``; r acts behind the product (Cho et al. 2014)."""
    (hidden,) = state
    reset_x, update_x, new_x = gates.chunk(3, -1)
    reset_h, update_h, new_h = F.linear(hidden, weight, bias).chunk(3, -1)
    reset = (reset_x + reset_h).sigmoid()
    update = (update_x + update_h).sigmoid()
    new = (new_x + reset * new_h).tanh()
    return (new + update * (hidden - new),)


# mode: (rows of the weights in units of hidden_size, step)
_MODES: dict[str, tuple[int, Step]] = {
    "RNN_TANH": (1, _tanh_step),
    "RNN_RELU": (1, _relu_step),
    "LSTM": (4, _lstm_step),
    "GRU": (3, _gru_step),
}


STEPS = {mode: step for mode, (_, step) in _MODES.items()}


class Weights(NamedTuple):
    """The weights of one layer in one direction: of the input, of the state, their biases, of the projection."""

    ih: Tensor
    hh: Tensor
    b_ih: Tensor | None
    b_hh: Tensor | None
    hr: Tensor | None


def run_layers(
    step: Step,
    rows: Tensor,
    states: State,
    sizes: list[int],
    weights: list[Weights],
    directions: int,
    dropout: float,
) -> tuple[Tensor, State]:
    """Run the layers over ``rows``: the batches of all times, one after the other, of the given sizes."""
    finals: list[State] = []
    for first in range(0, len(weights), directions):
        if first > 0 and dropout > 0:
            rows = F.dropout(rows, dropout)
        outputs = []
        for place in range(first, first + directions):
            start = tuple(state[place] for state in states)
            output, final = _run_direction(step, rows, start, sizes, weights[place], backwards=place > first)
            outputs.append(output)
            finals.append(final)
        rows = outputs[0] if len(outputs) == 1 else cat(outputs, -1)
    return rows, tuple(stack(of_all) for of_all in zip(*finals, strict=True))


def _run_direction(
    step: Step, rows: Tensor, state: State, sizes: list[int], weights: Weights, *, backwards: bool
) -> tuple[Tensor, State]:
    """Run one direction of one layer. The batch shrinks with time where sequences end, which come sorted."""
    gates = F.linear(rows, weights.ih, weights.b_ih)  # of all times, in one product
    pieces: Sequence[Tensor] = gates.split(sizes)
    initial, ended, outputs = state, [], []
    if backwards:
        pieces = pieces[::-1]
        state = tuple(part[: sizes[-1]] for part in initial)
    size = state[0].shape[0]
    for piece in pieces:
        wanted = piece.shape[0]
        if wanted < size:
            ended.append(tuple(part[wanted:] for part in state))
            state = tuple(part[:wanted] for part in state)
        elif wanted > size:
            state = tuple(cat([part, first[size:wanted]]) for part, first in zip(state, initial, strict=True))
        size = wanted
        state = step(piece, state, weights.hh, weights.b_hh)
        if weights.hr is not None:
            state = (F.linear(state[0], weights.hr), *state[1:])
        outputs.append(state[0])
    if backwards:
        outputs.reverse()
    if ended:
        state = tuple(cat(parts) for parts in zip(state, *reversed(ended), strict=True))
    return cat(outputs), state


def _in_autocast(states: State) -> State:
    """Within `autocast` an LSTM computes all in 16 bits, the cell too; the others keep the dtype of their state."""
    on, lower, *_ = _autocast_state()
    return tuple(state.to(lower) if on and state.dtype == float32 else state for state in states)


class RNNBase(Module):
    """What `RNN`, `LSTM` and `GRU` share: weights ``weight_ih_l0``, ``weight_hh_l0``, … for layers of recurrent cells.

    Layers are run one after the other over the whole sequence, each in one or two directions, whose outputs are
    concatenated. All weights start uniform on ±1/√hidden_size. ``mode`` is "RNN_TANH", "RNN_RELU", "LSTM" or "GRU".

    Raises: ValueError for another mode, sizes that are not positive, a ``dropout`` outside [0, 1] or a ``proj_size``
        not below ``hidden_size``; TypeError for sizes that are not ints.

    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> [name for name, _ in nn.RNNBase("GRU", 3, 4).named_parameters()]
    ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0']
    """

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout) if isinstance(dropout, (int, float)) else dropout
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check_settings()
        self._make_weights(device, dtype)
        self.reset_parameters()

    def _check_settings(self) -> None:
        dropout = self.dropout
        if not isinstance(dropout, float) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                stacklevel=4,
            )
        for name in ("input_size", "hidden_size"):
            if not isinstance(getattr(self, name), int):
                raise TypeError(f"{name} should be of type int, got: {type(getattr(self, name)).__name__}")
        for name in ("input_size", "hidden_size", "num_layers"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if self.proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if self.proj_size >= self.hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        if self.mode not in _MODES:
            raise ValueError("Unrecognized RNN mode: " + self.mode)

    def _make_weights(self, device: Any, dtype: Any) -> None:
        rows = _MODES[self.mode][0] * self.hidden_size
        output_size = self.proj_size or self.hidden_size
        self._all_weights: list[list[str]] = []
        for layer in range(self.num_layers):
            input_size = self.input_size if layer == 0 else output_size * self._directions
            for suffix in self._suffixes(layer):
                shapes: dict[str, tuple[int, ...]] = {
                    f"weight_ih{suffix}": (rows, input_size),
                    f"weight_hh{suffix}": (rows, output_size),
                }
                if self.bias:
                    shapes[f"bias_ih{suffix}"] = shapes[f"bias_hh{suffix}"] = (rows,)
                if self.proj_size:
                    shapes[f"weight_hr{suffix}"] = (self.proj_size, self.hidden_size)
                for name, shape in shapes.items():
                    setattr(self, name, Parameter(empty(shape, device=device, dtype=dtype)))
                self._all_weights.append(list(shapes))

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    def _suffixes(self, layer: int) -> list[str]:
        return [f"_l{layer}", f"_l{layer}_reverse"][: self._directions]

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.__dict__.pop("_flat_weights", None)  # PyTorch's modules keep them, and their names, beside the parameters
        self.__dict__.pop("_flat_weights_names", None)

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The weights of each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights(self) -> list[Parameter]:
        return [weight for weights in self.all_weights for weight in weights]

    def flatten_parameters(self) -> None:
        """Do nothing: the weights need no special place in memory here."""

    def reset_parameters(self) -> None:
        """Draw new initial values, uniform on ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    # Running ---------------------------------------------------------------------------------------------------

    def _run(self, input: Any, states: State | None, names: tuple[str, ...]) -> tuple[Any, State]:
        """Run all layers; ``states`` and the result's hold one tensor for each of ``names``."""
        packed = isinstance(input, PackedSequence)
        batched = True
        if packed:
            steps, sizes = input.data, input.batch_sizes.tolist()
        else:
            if input.dim() not in (2, 3):
                raise ValueError(f"{self._get_name()}: Expected input to be 2D or 3D, got {input.dim()}D instead")
            batched = input.dim() == 3
            steps = self._time_first(input) if batched else input.unsqueeze(1)
            sizes = [steps.shape[1]] * steps.shape[0]
            if not sizes:
                raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        batch = sizes[0] if sizes else steps.shape[1]
        if states is None:
            states = self._zero_states(steps, batch, len(names))
        else:
            self._check_state_dims(states, batched, names)
            if not batched:
                states = tuple(state.unsqueeze(1) for state in states)
            if packed and input.sorted_indices is not None:
                states = tuple(state.index_select(1, input.sorted_indices) for state in states)
        self._check_sizes(steps, states, batch)
        if self.mode == "LSTM" and not packed and not self.proj_size:
            states = _in_autocast(states)
        rows = steps if packed else steps.flatten(0, 1)
        dropout = self.dropout if self.training else 0.0
        output, states = run_layers(STEPS[self.mode], rows, states, sizes, self._weights(), self._directions, dropout)
        if packed:
            if input.unsorted_indices is not None:
                states = tuple(state.index_select(1, input.unsorted_indices) for state in states)
            return PackedSequence(output, input.batch_sizes, input.sorted_indices, input.unsorted_indices), states
        output = output.unflatten(0, (len(sizes), batch))
        if not batched:
            return output.squeeze(1), tuple(state.squeeze(1) for state in states)
        return self._time_first(output), states

    def _time_first(self, sequence: Tensor) -> Tensor:
        return sequence.transpose(0, 1) if self.batch_first else sequence

    def _weights(self) -> list[Weights]:
        def of(suffix: str) -> Weights:
            def weight(name: str, there: object = True) -> Any:
                return getattr(self, name + suffix) if there else None

            biases = weight("bias_ih", self.bias), weight("bias_hh", self.bias)
            return Weights(weight("weight_ih"), weight("weight_hh"), *biases, weight("weight_hr", self.proj_size))

        return [of(suffix) for layer in range(self.num_layers) for suffix in self._suffixes(layer)]

    def _zero_states(self, steps: Tensor, batch: int, count: int) -> State:
        layers = self.num_layers * self._directions
        widths = (self.proj_size or self.hidden_size, self.hidden_size)[:count]
        return tuple(zeros(layers, batch, width, dtype=steps.dtype, device=steps.device) for width in widths)

    # Checks ----------------------------------------------------------------------------------------------------

    def _check_state_dims(self, states: State, batched: bool, names: tuple[str, ...]) -> None:
        wanted = 3 if batched else 2
        if all(state.dim() == wanted for state in states):
            return
        kind = "batched 3-D" if batched else "unbatched 2-D"
        dims = [f"{state.dim()}-D" for state in states]
        got = dims[0] if len(dims) == 1 else "(" + ", ".join(dims) + ")"
        tensors = "tensor" if len(dims) == 1 else "tensors"
        raise RuntimeError(f"For {kind} input, {' and '.join(names)} should also be {wanted}-D but got {got} {tensors}")

    def _check_sizes(self, steps: Tensor, states: State, batch: int) -> None:
        weight = self.weight_ih_l0
        if steps.dtype != weight.dtype and not _autocast_state()[0]:
            raise ValueError(
                f"RNN input dtype ({steps.dtype}) does not match weight dtype ({weight.dtype}). "
                f"Convert input: input.to({weight.dtype}), or convert model: model.to({steps.dtype})"
            )
        if steps.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {steps.shape[-1]}"
            )
        layers = self.num_layers * self._directions
        widths = (self.proj_size or self.hidden_size, self.hidden_size)
        for place, state in enumerate(states):
            wanted = (layers, batch, widths[place])
            if tuple(state.shape) != wanted:
                name = f"hidden[{place}]" if len(states) > 1 else "hidden"
                raise RuntimeError(f"Expected {name} size {wanted}, got {list(state.shape)}")

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.proj_size:
            text += f", proj_size={self.proj_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.batch_first is not False:
            text += f", batch_first={self.batch_first}"
        if self.dropout:
            text += f", dropout={self.dropout}"
        if self.bidirectional is not False:
            text += f", bidirectional={self.bidirectional}"
        return text


class RNN(RNNBase):
    """``h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`` from step to step, or relu with ``nonlinearity="relu"``.

    ``num_layers`` are stacked, with ``dropout`` between them; ``bidirectional`` runs each both ways. The state h is
    zero at the start unless given. ``batch_first`` swaps T and N of input and output, not of the state.

    Shape: ``(T, N, input_size)``, ``(T, input_size)`` or a packed sequence, and a state
        ``(layers·directions, N, hidden_size)`` → the outputs ``(T, N, directions·hidden_size)`` and the last states.
    Dtype: that of the weights; the results have it.
    Raises: ValueError for an input that is not 2-D or 3-D or has another dtype, and for settings out of range;
        RuntimeError for another ``input_size`` or a state of another shape.
    Source: Elman 1990, Finding Structure in Time.

    >>> import flambeau
    >>> from flambeau import nn
    >>> output, state = nn.RNN(3, 4)(flambeau.ones(5, 2, 3))
    >>> tuple(output.shape), tuple(state.shape)
    ((5, 2, 4), (1, 2, 4))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if len(args) > 3:
            nonlinearity = args[3]
            args = args[:3] + args[4:]
        else:
            nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__("RNN_" + nonlinearity.upper(), *args, **kwargs)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Tensor | None = None) -> tuple[Any, Tensor]:
        output, (hidden,) = self._run(input, None if hx is None else (hx,), ("hx",))
        return output, hidden


class GRU(RNNBase):
    """Gated recurrent units: ``h' = (1 − z)·tanh(W_in x + b_in + r·(W_hn h + b_hn)) + z·h``, with gates ``r`` and ``z``
    = ``sigmoid(W_i x + b_i + W_h h + b_h)``.

    The rows of each weight belong to r, z and n in this order. The settings are those of `RNN`.

    Shape: ``(T, N, input_size)``, ``(T, input_size)`` or a packed sequence, and a state
        ``(layers·directions, N, hidden_size)`` → the outputs ``(T, N, directions·hidden_size)`` and the last states.
    Dtype: that of the weights; the results have it.
    Raises: ValueError for an input that is not 2-D or 3-D or has another dtype, and for settings out of range;
        RuntimeError for another ``input_size`` or a state of another shape.
    Source: Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder; there r acts before the product
        with W_hn.

    >>> import flambeau
    >>> from flambeau import nn
    >>> output, state = nn.GRU(3, 4, bidirectional=True)(flambeau.ones(5, 2, 3))
    >>> tuple(output.shape), tuple(state.shape)
    ((5, 2, 8), (2, 2, 4))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)

    def forward(self, input: Any, hx: Tensor | None = None) -> tuple[Any, Tensor]:
        output, (hidden,) = self._run(input, None if hx is None else (hx,), ("hx",))
        return output, hidden


class LSTM(RNNBase):
    """Long short-term memory: ``c' = f·c + i·tanh(g)``, ``h' = o·tanh(c')``, with gates
    ``i, f, o = sigmoid(W_i x + b_i + W_h h + b_h)``; ``g`` is the same sum without the sigmoid.

    The rows of each weight belong to i, f, g and o in this order. ``proj_size`` multiplies h by a matrix
    (proj_size, hidden_size). The other settings are those of `RNN`.

    Shape: ``(T, N, input_size)``, ``(T, input_size)`` or a packed sequence, and states ``(h, c)`` of
        ``(layers·directions, N, hidden_size)`` → the outputs ``(T, N, directions·hidden_size)`` and the last
        ``(h, c)``; h is ``proj_size`` wide where that is given.
    Dtype: that of the weights; the results have it.
    Raises: ValueError for an input that is not 2-D or 3-D or has another dtype, and for settings out of range;
        RuntimeError for another ``input_size`` or states of another shape.
    Source: Hochreiter and Schmidhuber 1997, Long Short-Term Memory; the gate f is of Gers et al. 2000, the projection
        of Sak et al. 2014.

    >>> import flambeau
    >>> from flambeau import nn
    >>> output, (hidden, cell) = nn.LSTM(3, 4, batch_first=True)(flambeau.ones(2, 5, 3))
    >>> tuple(output.shape), tuple(cell.shape)
    ((2, 5, 4), (1, 2, 4))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def forward(self, input: Any, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Any, tuple[Tensor, Tensor]]:
        output, (hidden, cell) = self._run(input, None if hx is None else tuple(hx), ("hx", "cx"))
        return output, (hidden, cell)


class RNNCellBase(Module):
    """What `RNNCell`, `LSTMCell` and `GRUCell` share: ``weight_ih``, ``weight_hh`` and the biases of one cell.

    Each has ``num_chunks·hidden_size`` rows. All start uniform on ±1/√hidden_size.

    Raises: RuntimeError for a negative size.

    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> nn.RNNCellBase(3, 4, bias=False, num_chunks=2).weight_ih.shape
    torch.Size([8, 3])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty((rows, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(empty((rows, hidden_size), device=device, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            values = Parameter(empty(rows, device=device, dtype=dtype)) if bias else None
            self.register_parameter(name, values)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values, uniform on ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _advance(self, step: Step, input: Tensor, states: State | None, count: int) -> State:
        """Check, take one step, and give the states back in the input's form, batched or not."""
        who = self._get_name()
        if input.dim() not in (1, 2):
            raise ValueError(f"{who}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        batched = input.dim() == 2
        rows = input if batched else input.unsqueeze(0)
        if states is None:
            states = (zeros(rows.shape[0], self.hidden_size, dtype=rows.dtype, device=rows.device),) * count
        else:
            for place, state in enumerate(states):
                if state.dim() not in (1, 2):
                    name = f"hx[{place}]" if count > 1 else "hidden"
                    raise ValueError(f"{who}: Expected {name} to be 1D or 2D, got {state.dim()}D instead")
            states = tuple(state if batched else state.unsqueeze(0) for state in states)
        self._check_sizes(rows, states)
        gates = F.linear(rows, self.weight_ih, self.bias_ih)
        states = step(gates, states, self.weight_hh, self.bias_hh)
        return states if batched else tuple(state.squeeze(0) for state in states)

    def _check_sizes(self, rows: Tensor, states: State) -> None:
        if rows.shape[1] != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {rows.shape[1]} expected {self.input_size}")
        for place, state in enumerate(states):
            if state.shape[0] != rows.shape[0]:
                raise RuntimeError(
                    f"Input batch size {rows.shape[0]} doesn't match hidden{place} batch size {state.shape[0]}"
                )
            if state.shape[1] != self.hidden_size:
                raise RuntimeError(
                    f"hidden{place} has inconsistent hidden_size: got {state.shape[1]}, expected {self.hidden_size}"
                )

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        return text


class RNNCell(RNNCellBase):
    """``h' = tanh(W_ih x + b_ih + W_hh h + b_hh)``, one step of `RNN`; relu with ``nonlinearity="relu"``.

    Shape: ``(N, input_size)`` and the state ``(N, hidden_size)``, zero unless given, → ``(N, hidden_size)``; or all
        without N.
    Dtype: that of the weights; the result has it.
    Raises: ValueError for an input or state that is not 1-D or 2-D; RuntimeError for another size or dtype, or another
        ``nonlinearity``.
    Source: Elman 1990, Finding Structure in Time.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.RNNCell(3, 4)(flambeau.ones(2, 3)).shape)
    (2, 4)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        steps = {"tanh": _tanh_step, "relu": _relu_step}
        if self.nonlinearity not in steps:
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._advance(steps[self.nonlinearity], input, None if hx is None else (hx,), 1)[0]

    def extra_repr(self) -> str:
        text = super().extra_repr()
        return text if self.nonlinearity == "tanh" else f"{text}, nonlinearity={self.nonlinearity}"


class LSTMCell(RNNCellBase):
    """``c' = f·c + i·tanh(g)``, ``h' = o·tanh(c')``: one step of `LSTM`, where the gates are explained.

    Shape: ``(N, input_size)`` and ``(h, c)`` of ``(N, hidden_size)``, zero unless given, → the new ``(h, c)``; or all
        without N.
    Dtype: that of the weights; the results have it.
    Raises: ValueError for an input or state that is not 1-D or 2-D; RuntimeError for another size or dtype.
    Source: Hochreiter and Schmidhuber 1997, Long Short-Term Memory.

    >>> import flambeau
    >>> from flambeau import nn
    >>> hidden, cell = nn.LSTMCell(3, 4)(flambeau.ones(2, 3))
    >>> tuple(hidden.shape)
    (2, 4)
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        hidden, cell = self._advance(_lstm_step, input, None if hx is None else tuple(hx), 2)
        return hidden, cell


class GRUCell(RNNCellBase):
    """``h' = (1 − z)·n + z·h``: one step of `GRU`, where the gates are explained.

    Shape: ``(N, input_size)`` and the state ``(N, hidden_size)``, zero unless given, → ``(N, hidden_size)``; or all
        without N.
    Dtype: that of the weights; the result has it.
    Raises: ValueError for an input or state that is not 1-D or 2-D; RuntimeError for another size or dtype.
    Source: Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.GRUCell(3, 4)(flambeau.ones(2, 3)).shape)
    (2, 4)
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._advance(_gru_step, input, None if hx is None else (hx,), 1)[0]


explain_module(globals())
