"""Archives of models with their code, which are neither written nor read: their reader runs what they hold."""

from __future__ import annotations

from ._absent import fill_absent


class PackagingError(Exception):
    """What an archive that cannot be written fails with; never raised here."""


class EmptyMatchError(Exception):
    """What a pattern that matches no module fails with; never raised here."""


__all__ = ["EmptyMatchError", "PackagingError"]
fill_absent(
    globals(),
    "flambeau neither writes nor reads packages of code | save the state_dict with torch.save, and install the code",
    classes="Directory GlobGroup Importer OrderedImporter PackageExporter PackageImporter",
    functions="is_from_package sys_importer",
)
