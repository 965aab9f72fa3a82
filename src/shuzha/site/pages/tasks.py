"""What the worker does for the pages: it tells people what falls due, and decides nothing."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuzha.archive.clock import city_clock
from shuzha.site.pages.reminding import remind_all


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="remind-of-duties", pass_context=False)
def remind_of_duties(timestamp: int) -> int:
    """Every ten minutes, for the city's day; whoever was written to today is not written to again."""
    return remind_all(at=city_clock().now())
