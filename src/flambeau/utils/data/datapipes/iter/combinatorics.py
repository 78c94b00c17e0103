"""DataPipes that change the order of others, which are not offered."""

from __future__ import annotations

from ....._absent import fill_absent

SENTENCE = "DataPipes are not part of Flambeau: write an IterableDataset whose __iter__ is a generator"

fill_absent(globals(), SENTENCE, classes="SamplerIterDataPipe ShufflerIterDataPipe")
