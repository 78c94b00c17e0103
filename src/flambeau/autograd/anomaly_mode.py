"""Anomaly mode: which operation of the forward pass is to blame for an error or a NaN in the backward."""

from __future__ import annotations

import os
import warnings
from typing import Any

from .. import _core
from .._core import Node

_LIBRARY = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class _AnomalyMode(_core.Scope):
    """What anomaly mode was, and is to be again."""

    def _before(self) -> tuple[bool, bool]:
        return _core.is_anomaly_enabled(), _core.is_anomaly_check_nan_enabled()

    def _restore(self, before: tuple[bool, bool]) -> None:
        _core._set_anomaly(*before)


class set_detect_anomaly(_AnomalyMode):
    """Switches anomaly mode by a flag: as a plain call at once, in a ``with`` block for its extent.

    In anomaly mode an error in a backward pass comes with a warning that shows the traceback of the forward call that
    recorded the failing node. With ``check_nan`` a gradient that has a NaN is such an error; its text names the
    operation that first made a value that is not finite, with its line. The mode holds for all threads.

    Raises: TypeError for a mode that is not bool; in the backward pass, RuntimeError for a gradient that has a NaN.

    >>> import flambeau as torch
    >>> with torch.autograd.set_detect_anomaly(True):
    ...     torch.is_anomaly_enabled()
    True
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                f"set_anomaly_enabled(): argument 'enabled' (position 1) must be bool, not {type(mode).__name__}"
            )
        self._outside = super()._before()
        _core._set_anomaly(mode, check_nan)

    def _before(self) -> tuple[bool, bool]:
        return self._outside

    def _switch(self) -> None:
        pass


class detect_anomaly(_AnomalyMode):
    """Within it anomaly mode is on; see `set_detect_anomaly`.

    Raises: RuntimeError in the backward pass for a gradient that has a NaN.

    >>> import flambeau as torch
    >>> x = torch.tensor([0.], requires_grad=True)
    >>> with torch.autograd.detect_anomaly():  # doctest: +SKIP
    ...     (x * 0).sqrt().sum().backward()
    Traceback (most recent call last):
    RuntimeError: Function 'MulBackward0' returned nan values in its 0th output.
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            stacklevel=2,
        )

    def _switch(self) -> None:
        _core._set_anomaly(True, self.check_nan)


def note_traceback(node: Node, parent: Node | None) -> None:
    """Puts into the metadata of a new node where the program stands, without frames of this package, and which node's
    backward made it, if one did.
    """
    import traceback

    frames = [frame for frame in traceback.extract_stack() if not frame.filename.startswith(_LIBRARY)]
    node.metadata["traceback_"] = traceback.format_list(frames)
    if parent is not None:
        node.metadata["parent_"] = parent


def report(node: Node) -> None:
    """Warns that the backward of ``node`` failed, with the traceback of the forward call, and of what led to that."""
    lines: Any = node.metadata.get("traceback_")
    if lines is None:
        warnings.warn(
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during "
            "forward pass for more information.",
            stacklevel=2,
        )
        return
    text = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{''.join(lines)}"
    parent = node.metadata.get("parent_")
    while parent is not None:
        lines = parent.metadata.get("traceback_")
        induced = "No forward pass information available." if lines is None else f"\n{''.join(lines)}"
        text += f"\n\nPrevious calculation was induced by {parent.name()}. Traceback of forward call: {induced}"
        parent = parent.metadata.get("parent_")
    warnings.warn(text, stacklevel=2)
