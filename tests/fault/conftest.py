"""The archive's faults happen in the offices' model city, borrowed whole from tests/office."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

OFFICE = Path(__file__).parents[1] / "office"
sys.path.append(str(OFFICE))
_spec = spec_from_file_location("model_city", OFFICE / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
_model_city = module_from_spec(_spec)
_spec.loader.exec_module(_model_city)

city = _model_city.city
