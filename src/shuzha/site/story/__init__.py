"""The story: the main job lived through in the model city, on real data, with one account per role."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path


def play(*, home: Path, echo: Callable[[str], None], headless: bool) -> int:
    """Plays every chapter against the running platform: 0 when each step ended as the law says, else 1."""
    from shuzha.kernel.clock import CHINA, CityClock
    from shuzha.site.story.cast import seat_everyone
    from shuzha.site.story.chapters import CHAPTERS
    from shuzha.site.story.stage import Stage

    CityClock(home / "city-clock.json").set(datetime(2026, 3, 2, 9, 0, tzinfo=CHINA))
    stage = Stage(home, echo, seat_everyone(datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)), os.environ["SHUZHA_URL"])
    for number, (title, chapter) in enumerate(CHAPTERS, start=1):
        stage.chapter(number, title)
        try:
            chapter(stage)
        except Exception:
            echo(traceback.format_exc())
            echo(f"!! 第 {number} 章未按规定完成 / chapter {number} did not end as the law says")
            return 1
    echo(
        f"\n全部 {stage.steps} 步均按规定完成，并有日志为证 / all {stage.steps} steps ended as the law says, each proved by the log"
    )
    return 0
