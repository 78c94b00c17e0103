"""Datasets, samplers and the loader that makes batches of them."""

import importlib

from ..._listing import listing
from ..._missing import no_attribute
from ._utils.collate import default_collate, default_convert
from ._utils.info import get_worker_info
from .dataloader import DataLoader
from .dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)
from .distributed import DistributedSampler
from .sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "DistributedSampler",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "StackDataset",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
]
__dir__ = listing(globals(), "datapipes")

_PIPES = "DataPipes are not part of Flambeau: write an IterableDataset whose __iter__ is a generator"
_NOT_HERE = dict.fromkeys(
    ("DFIterDataPipe", "DataChunk", "IterDataPipe", "MapDataPipe", "functional_datapipe", "graph"), _PIPES
)


def __getattr__(name: str) -> object:
    if name == "datapipes":  # few programs ask for them
        return importlib.import_module(".datapipes", __name__)
    raise no_attribute("module 'flambeau.utils.data'", name, _NOT_HERE)
