"""Who supervises an organisation: whoever a complaint about it goes to, and who reviews what it recorded of others.

The standing above each is the law's (local rule 42); an office that knows better for its own parties (a zone names its
supervisor) says so when it starts.
"""

from __future__ import annotations

from collections.abc import Callable

from shuzha.archive.parties.models import Organisation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import INSTRUMENT
from shuzha.regulations.roles import ABOVE

# An organisation with several standings is judged by the highest: the first of these that it has.
_RANK = ("government", *ABOVE)
Finder = Callable[[Organisation], Organisation | None]
_finders: list[Finder] = []


def knows_supervisors(finder: Finder) -> Finder:
    """Marks an office's own answer to who supervises an organisation; None where it does not know it."""
    _finders.append(finder)
    return finder


def supervisor_of(organisation: Organisation) -> Organisation | None:
    """Whoever supervises the organisation; None for the government, above which nobody stands in the city.

    Cites: local/42.
    """
    rank = next((one for one in _RANK if one in organisation.standings), "")
    if rank == "government":
        return None
    named = (finder(organisation) for finder in _finders) if rank == "company" else ()
    return next((one for one in named if one), None) or holder_of(ABOVE.get(rank, "bigdata"))


def holder_of(standing: str) -> Organisation | None:
    """The organisation of that standing, the first by credit code where there are several."""
    return Organisation.objects.filter(standings__contains=[standing]).order_by("credit_code").first()


def above(organisation: Organisation, field: str) -> Organisation:
    """As `supervisor_of`. Raises: Refused naming `field` where nobody in the city stands above it. Cites: local/42."""
    found = supervisor_of(organisation)
    if found is None:
        raise Refused([_beyond_the_city(organisation, field)])
    return found


def _beyond_the_city(organisation: Organisation, field: str) -> Deny:
    return Deny(
        "beyond-the-city",
        Text("本市没有监管{name}的机关", "Nobody in the city stands above {name}").format(name=organisation.name),
        (INSTRUMENT.article(42),),
        Text("请依法申请行政复议或者向人民法院起诉", "Apply for administrative reconsideration, or go to court"),
        field,
    )
