"""The numbers and articles a use is judged by, read from the city's dated parameters as of the day of the request."""

from __future__ import annotations

from datetime import datetime, timedelta

from shuzha.enclave.intake.commit import Articles
from shuzha.enclave.refusals import CODES
from shuzha.enclave.words import Form, Grade, Policy
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.regulations import beijing_2023
from shuzha.regulations.beijing_2023.procedures.grades import forms_for
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS

_ZONES = beijing_2023.INSTRUMENT
INTAKE = Articles(grading=(_ZONES.article(23),), masking=(_ZONES.article(18),))
_DISCLOSURE = (INSTRUMENT.article(4), _ZONES.article(21))
_SCOPE = (_ZONES.article(27),)
_CITES: dict[str, tuple[Citation, ...]] = {
    **dict.fromkeys(CODES, _DISCLOSURE),
    **dict.fromkeys(("table-not-granted", "column-not-granted", "purpose-mismatch", "grant-expired"), _SCOPE),
    "grant-not-yet-valid": _SCOPE,
    "row-output": (_ZONES.article(21), _ZONES.article(23), _ZONES.article(27)),
    "form-not-allowed": (_ZONES.article(23),),
    "not-registered-person": (_ZONES.article(18),),
    "lease-revoked": (_ZONES.article(28),),
    "rows-spent": (INSTRUMENT.article(4), _ZONES.article(23)),
    "isolation-missing": (INSTRUMENT.article(4), _ZONES.article(23)),
}


def upload_term_at(moment: datetime) -> timedelta:
    """How long an upload may lie before somebody registers it. Cites: local/5."""
    return timedelta(days=PARAMETERS.days("upload_days", moment.astimezone(CHINA).date()))


def policy_at(moment: datetime) -> Policy:
    """The policy in force at `moment`. Cites: beijing-2023/23 and 27 for forms, local/4 for disclosure control."""
    day = moment.astimezone(CHINA).date()
    return Policy(
        k=PARAMETERS.integer("k_threshold", day),
        dominance_n=PARAMETERS.integer("dominance_n", day),
        dominance_share=float(PARAMETERS.get("dominance_share", day)),
        p_share=float(PARAMETERS.get("p_percent", day)),
        rounding_base=PARAMETERS.integer("rounding_base", day),
        significant_digits=PARAMETERS.integer("significant_digits", day),
        isolated_from=Grade(PARAMETERS.integer("isolated_grade", day)),
        forms={grade: frozenset(Form(form) for form in forms_for([grade.value])) for grade in Grade},
        cites=_CITES,
        rows_at_once=PARAMETERS.integer("rows_at_once", day),
        rows_a_day=PARAMETERS.integer("rows_a_day", day),
    )
