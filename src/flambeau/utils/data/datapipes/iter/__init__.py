"""DataPipes that are gone through, which are not offered.

>>> from flambeau.utils.data.datapipes.iter import IterDataPipe
>>> isinstance([1, 2], IterDataPipe)
False
"""

from __future__ import annotations

from ....._absent import fill_absent
from . import combinatorics as combinatorics
from .combinatorics import SENTENCE as SENTENCE

__all__ = ["combinatorics"]

fill_absent(globals(), SENTENCE, classes="Batcher Collator IterDataPipe IterableWrapper Mapper Shuffler")
