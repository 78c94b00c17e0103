"""Tracing below autograd, which is not offered: `flambeau.fx` traces the program's own calls."""

from __future__ import annotations

from ..._absent import refusing
from ..._listing import listing

__all__ = ["get_proxy_mode", "make_fx"]
__dir__ = listing(globals())


def get_proxy_mode() -> None:
    """None: no such trace runs."""


make_fx = refusing(
    "make_fx",
    __name__,
    NotImplementedError,
    "make_fx: there is no dispatch below autograd to trace | fx.symbolic_trace traces what a program calls",
)
