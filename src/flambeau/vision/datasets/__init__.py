"""Datasets of images in their published formats, downloaded where there is a network."""

from typing import Any as _Any

from ..._listing import listing
from ..._missing import no_attribute as _no_attribute
from .caltech import Caltech101, Caltech256
from .celeba import CelebA
from .cifar import CIFAR10, CIFAR100
from .coco import CocoCaptions, CocoDetection
from .digits import Digits
from .fakedata import FakeData
from .flowers102 import Flowers102
from .folder import DatasetFolder, ImageFolder
from .food101 import Food101
from .gtsrb import GTSRB
from .imagenet import ImageNet
from .mnist import EMNIST, KMNIST, MNIST, QMNIST, FashionMNIST
from .omniglot import Omniglot
from .oxford_iiit_pet import OxfordIIITPet
from .stl10 import STL10
from .svhn import SVHN
from .usps import USPS
from .vision import VisionDataset
from .voc import VOCDetection, VOCSegmentation

__all__ = [
    "CIFAR10",
    "CIFAR100",
    "EMNIST",
    "GTSRB",
    "KMNIST",
    "MNIST",
    "QMNIST",
    "STL10",
    "SVHN",
    "USPS",
    "Caltech101",
    "Caltech256",
    "CelebA",
    "CocoCaptions",
    "CocoDetection",
    "DatasetFolder",
    "Digits",
    "FakeData",
    "FashionMNIST",
    "Flowers102",
    "Food101",
    "ImageFolder",
    "ImageNet",
    "Omniglot",
    "OxfordIIITPet",
    "VOCDetection",
    "VOCSegmentation",
    "VisionDataset",
]
__dir__ = listing(globals())

_OTHERS = """
    LSUN LSUNClass MovingMNIST StanfordCars SUN397 PhotoTour SEMEION SBU Flickr8k Flickr30k Cityscapes WIDERFace
    SBDataset Kinetics HMDB51 UCF101 Places365 Kitti INaturalist LFWPeople LFWPairs KittiFlow Sintel FlyingChairs
    FlyingThings3D HD1K DTD FER2013 CLEVRClassification PCAM Country211 FGVCAircraft EuroSAT RenderedSST2 Imagenette
"""


def __getattr__(name: str) -> _Any:
    instead = dict.fromkeys(_OTHERS.split(), "read its files through ImageFolder, DatasetFolder or VisionDataset")
    raise _no_attribute(f"module {__name__!r}", name, instead)
