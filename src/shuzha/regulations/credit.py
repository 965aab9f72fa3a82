"""Every credit rule that is written down here, whatever the instrument: a test holds the offices to counting them all."""

from __future__ import annotations

from shuzha.procedure.credit import CreditRule
from shuzha.regulations.beijing_2023 import credit as beijing
from shuzha.regulations.hainan_2023 import credit as hainan
from shuzha.regulations.local_rules import credit as local


def all_credit_rules() -> tuple[CreditRule, ...]:
    """The rules by instrument, in the order in which they are written."""
    return (*beijing.RULES, *hainan.RULES, *local.MARKET_RULES, *local.COMPLAINT_RULES)
