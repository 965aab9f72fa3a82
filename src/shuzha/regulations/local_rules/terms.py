"""How long facts of the credit record count (local rule 40): the instruments are silent, Qingdao's safeguard 2 asks for the record."""

from __future__ import annotations

from shuzha.procedure.credit import Term
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS

CREDIT = INSTRUMENT.article(40)
ADVERSE = Term(PARAMETERS, "credit_adverse_months")
FAVOURABLE = Term(PARAMETERS, "credit_favourable_months")
