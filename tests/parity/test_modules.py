"""The modules of PyTorch's database, a sample of each, training and not; `parity.modules` takes all."""

from __future__ import annotations

import pytest

pytest.importorskip("torch.testing._internal.common_modules", exc_type=ImportError)

from parity.modules import LEVELS, MODULES, judge

pytestmark = pytest.mark.filterwarnings("ignore")  # they are other tests' subject


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", MODULES)
def test_module(name: str, level: str) -> None:
    judge(name, level, most=2 if level in ("forward", "gradient", "second") else 1)
