"""The samples of ops/einsum.py."""

from __future__ import annotations

from operands import call, val

from .table import of

_SUMS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("ij->ji", (2, 3)),
    ("i,j->ij", (2,), (3,)),
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
    ("...ij,...jk->...ik", (2, 2, 3), (2, 3, 4)),
    ("i,i->", (3,), (3,)),
    ("ij,ik,il->jkl", (2, 3), (2, 4), (2, 2)),
    ("...i,i->...", (2, 3, 4), (4,)),
    ("ij->", (2, 3)),
    ("abc,cd,de->abe", (2, 2, 3), (3, 2), (2, 2)),
]
of("einsum", *[call(equation, *[val(*s) for s in shapes]) for equation, *shapes in _SUMS])
