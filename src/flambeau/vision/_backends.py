"""What torchvision lets a program choose: who decodes images and videos. Here Pillow does, and PyAV."""

from __future__ import annotations

__all__ = [
    "disable_beta_transforms_warning",
    "get_image_backend",
    "get_video_backend",
    "set_image_backend",
    "set_video_backend",
]


def get_image_backend() -> str:
    """The library that decodes the images of datasets.

    >>> from flambeau import vision
    >>> vision.get_image_backend()
    'PIL'
    """
    return "PIL"


def set_image_backend(backend: str) -> None:
    """Chooses the library that decodes images, of which there is one.

    Raises: ValueError for another than "PIL".

    >>> from flambeau import vision
    >>> vision.set_image_backend("PIL")
    """
    if backend != "PIL":
        raise ValueError(f"Invalid backend '{backend}'. Options are 'PIL': no other library decodes images here")


def get_video_backend() -> str:
    """The library that torchvision decoded videos with.

    >>> from flambeau import vision
    >>> vision.get_video_backend()
    'pyav'
    """
    return "pyav"


def set_video_backend(backend: str) -> None:
    """Changes nothing, as in torchvision, which decodes no videos any more.

    >>> from flambeau import vision
    >>> vision.set_video_backend("pyav")
    """


def disable_beta_transforms_warning() -> None:
    """Changes nothing: no transforms are in beta.

    >>> from flambeau import vision
    >>> vision.disable_beta_transforms_warning()
    """
