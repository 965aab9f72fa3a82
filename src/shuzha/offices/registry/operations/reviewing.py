"""Reviews: the applicant's publicity on both sites once they pass."""

from __future__ import annotations

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import projects
from shuzha.archive.notices.operations import PLATFORM, publish_notice
from shuzha.archive.notices.queries import BUREAU
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import FirstDay, Unit, due
from shuzha.kernel.text import Text
from shuzha.regulations.hainan_2023 import PARAMETERS
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION


@projects(REGISTRATION, "publicity-started")
def publicise(case: CaseRecord, event: EventRecord) -> None:
    """On the bureau's site and on the platform, for the days the rules give. Cites: hainan-2023/16."""
    first = event.at.astimezone(CHINA).date()
    last = due(
        first,
        PARAMETERS.days("publicity_days", first),
        unit=Unit.WORKING,
        first_day=FirstDay.COUNTED,
        calendar=working_calendar(),
    ).last_day
    holder = Organisation.objects.get(id=case.parties["applicant"])
    publish_notice(
        case=case,
        event=event,
        kind="publicity",
        title=Text("数据产品确权登记公示：{name}", "Publicity of a registration: {name}").format(name=case.title),
        body=Text(
            f"申请对象：{holder.name_zh}\n使用场景：{case.facts['scenario']}\n公示期：{first} 至 {last}",
            f"Applicant: {holder.name_en}\nScenario: {case.facts['scenario']}\nFrom {first} to {last}",
        ),
        publisher=case.parties["registrar"],
        last_day=last,
        sites=(BUREAU, PLATFORM),
    )
