"""Distinct choices: one option for each chooser, no option twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def distinct_choices(options: Sequence[npt.NDArray[np.int64]]) -> list[int] | None:
    """An option of each chooser's, all different, or None when there is no such choice.

    A chooser with as many options as there are choosers never stands in the way, so no more need be given.
    """
    holder: dict[int, int] = {}
    listed = [[int(o) for o in one] for one in options]
    for chooser in range(len(listed)):
        if not _seat(chooser, listed, holder, set()):
            return None
    picked = {chooser: option for option, chooser in holder.items()}
    return [picked[chooser] for chooser in range(len(listed))]


def _seat(chooser: int, listed: list[list[int]], holder: dict[int, int], tried: set[int]) -> bool:
    for option in listed[chooser]:
        if option in tried:
            continue
        tried.add(option)
        if option not in holder or _seat(holder[option], listed, holder, tried):
            holder[option] = chooser
            return True
    return False
