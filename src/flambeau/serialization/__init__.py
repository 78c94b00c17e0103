"""Files and pickles: PyTorch's ``.pt``/``.pth`` zip format, safetensors, and how a tensor is pickled and copied.

Unless told to trust a file, nothing in it is executed, and nothing it says of sizes is believed beyond its own length.
"""

from __future__ import annotations

from .._arguments import explain_module
from .._listing import listing

# Pickles that version 0.1 wrote name this and _unpickled in this module.
from .._storage import storage_from_bytes as _storage_from_bytes
from ._archive import MapLocation as MAP_LOCATION
from ._archive import _is_zipfile as _is_zipfile
from ._archive import _open_zipfile_reader as _open_zipfile_reader
from ._archive import get_unsafe_globals_in_checkpoint, load
from ._errors import LoadError, SaveError
from ._globals import add_safe_globals, clear_safe_globals, get_safe_globals, safe_globals
from ._legacy import MAGIC_NUMBER, PROTOCOL_VERSION
from ._locations import (
    default_restore_location,
    location_tag,
    register_package,
    validate_cuda_device,
    validate_hpu_device,
)
from ._options import (
    LoadEndianness,
    get_crc32_options,
    get_default_load_endianness,
    get_default_mmap_options,
    set_crc32_options,
    set_default_load_endianness,
    set_default_mmap_options,
    skip_data,
)
from ._pickling import _unpickled as _unpickled
from ._pickling import deepcopy_tensor as deepcopy_tensor
from ._pickling import reduce_tensor as reduce_tensor
from ._safetensors import load_safetensors, save_safetensors
from ._writing import _open_zipfile_writer as _open_zipfile_writer
from ._writing import save

__all__ = [
    "MAGIC_NUMBER",
    "PROTOCOL_VERSION",
    "LoadEndianness",
    "LoadError",
    "SaveError",
    "add_safe_globals",
    "clear_safe_globals",
    "default_restore_location",
    "get_crc32_options",
    "get_default_load_endianness",
    "get_default_mmap_options",
    "get_safe_globals",
    "get_unsafe_globals_in_checkpoint",
    "load",
    "load_safetensors",
    "location_tag",
    "register_package",
    "safe_globals",
    "save",
    "save_safetensors",
    "set_crc32_options",
    "set_default_load_endianness",
    "set_default_mmap_options",
    "skip_data",
    "validate_cuda_device",
    "validate_hpu_device",
]
__dir__ = listing(globals())

DEFAULT_PROTOCOL = 2  # of the pickles in files
explain_module(globals())
