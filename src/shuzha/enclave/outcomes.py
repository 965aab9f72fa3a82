"""What became of a request, as its asker learns it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from shuzha.enclave.silence import SEALED
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Release:
    """An answer that may leave: protected numbers, or rows under pseudonyms. `repeated`: given before to the same
    question. `cut`: there were more rows than may be given."""

    table: pa.Table
    repeated: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refused by the text of the request; every reason, with its articles."""

    denials: tuple[Deny, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """Refused by the data; always these words."""

    text: Text = SEALED


Outcome = Release | Refusal | Sealed
