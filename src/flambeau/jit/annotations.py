"""Types as TorchScript's annotations name them."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Union  # noqa: UP035 - these names are what is asked for

__all__ = ["Any", "Dict", "List", "Optional", "Tuple", "Union"]
