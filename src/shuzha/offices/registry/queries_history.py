"""What the public register tells of a certificate's life: issued, reissued, transferred, cancelled; how objections ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.evidence.queries import places_of
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Certificate
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.hainan_2023.steps.register import BECAUSE

_NOTHING = Text("", "")
_PUBLIC = {
    step.event: step.said for step in REGISTRATION.steps if step.name in ("certify", "reissue", "cancel", "strike")
}
_OBJECTION = "registry.objection"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing the public may know of a certificate: when, what, why, the number it led to, and its place in the log."""

    event: EventRecord
    what: Text
    why: Text
    number: str
    index: int | None


def history(found: Certificate) -> list[Chapter]:
    """The life of the registration the certificate belongs to, oldest first. Cites: hainan-2023/16, 19, 20."""
    own = list(EventRecord.objects.filter(stream=found.case.stream, type__in=_PUBLIC).order_by("seq"))
    ended = list(_ended_objections(found.case))
    places = places_of([*own, *(event for event, _ in ended)])
    chapters = [
        Chapter(
            event,
            _PUBLIC[event.type],
            BECAUSE.get(event.data.get("because", ""), _NOTHING),
            event.data.get("registration_number", ""),
            places.get(event.pk),
        )
        for event in own
    ]
    chapters += [Chapter(event, what, _NOTHING, "", places.get(event.pk)) for event, what in ended]
    return sorted(chapters, key=lambda chapter: (chapter.event.at, chapter.event.pk))


def _ended_objections(registration: CaseRecord) -> Iterator[tuple[EventRecord, Text]]:
    """The last event of each objection that has ended, in the words of the state it ended in: never what was said."""
    cases = CaseRecord.objects.filter(procedure=_OBJECTION, final=True, facts__registration=registration.number)
    for case in cases:
        event = EventRecord.objects.filter(stream=case.stream).order_by("-seq")[0]
        title = running_for(case).procedure.state(case.status).title
        yield event, Text("侵权异议办结：{how}", "An objection ended: {how}").format(how=title)
