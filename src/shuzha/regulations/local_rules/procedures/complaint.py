"""Complaints (local rule 43, on Qingdao's safeguard 2): anyone complains, the authority above the party complained about decides.

The complaint is confided: the authority and the person who complained see it, nobody else, and neither its events nor
the log name that person, or the party complained about. The party learns what the authority discloses, in a hearing of its own, and answers there;
only after it had its say can a complaint be upheld.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Confided, Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.regulations.local_rules.procedures.credit import OVERDUE
from shuzha.regulations.roles import AUTHORITIES

_CITES = (Citation("qingdao-2023", 17), INSTRUMENT.article(43))
MATTERS = {
    "misuse": Text("超范围或者违规使用数据", "Data used beyond what was granted, or against the rules"),
    "personal": Text("侵害个人信息权益", "Personal information violated"),
    "quality": Text("数据或者产品质量与承诺不符", "Data or a product is not what was promised"),
    "rights": Text("侵害数据产品权益", "Rights in a data product violated"),
    "trade": Text("订单、交付与结算", "Orders, delivery, settlement"),
    "conduct": Text("工作人员履职", "How officers did their duty"),
}
_GROUNDS = {
    "not-competent": Text("不属于本机关职责", "Not within this authority's powers"),
    "elsewhere": Text("已由其他机关或者法院处理", "Another authority or a court deals with it"),
    "no-facts": Text("没有具体事实或者线索", "It names no facts that could be followed up"),
}


def _reason(title: Text) -> Field:
    return Field("reason", title, Kind.LONG, _CITES)


def _someone_elses(s: Situation) -> bool:
    """Neither the complainant nor their organisation deals with the complaint."""
    facts, by = s.case.facts, s.command.by
    return facts.get("complainant") != by.person and facts.get("complainant_body") != by.organisation


_NOT_OWN = Condition(
    "own-complaint",
    _someone_elses,
    Text("不得办理本人或者本单位人员提出的投诉", "Nobody deals with a complaint from their own organisation"),
    Text("请转交其他机关办理", "Forward it to another authority"),
    _CITES,
)


def _ending(name: str, title: Text, said: Text, source: frozenset[str], target: str, *needs: Field) -> Step:
    return Step(
        name=name,
        title=title,
        source=source,
        target=target,
        by=frozenset({"handler"}),
        event=f"complaint-{target}",
        said=said,
        cites=_CITES,
        needs=(_NOT_OWN, *needs),
    )


def _heard(name: str, title: Text, said: Text, *needs: Field) -> Step:
    """The end of the hearing, entered by the platform itself."""
    return Step(
        name=name,
        title=title,
        source=frozenset({"hearing"}),
        target="heard",
        by=frozenset({"platform"}),
        event=f"respondent-{name}",
        said=said,
        cites=_CITES,
        needs=needs,
        follows=True,
        unnamed=True,
    )


COMPLAINT = Procedure(
    id="complaints.complaint",
    title=Text("投诉举报", "Complaint"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={
        "complainant": Role(Text("投诉人", "Complainant"), "anyone"),
        "handler": Role(Text("受理机关", "Authority"), "bigdata", appointed=True, or_by=AUTHORITIES),
        "platform": Role(Text("平台", "The platform"), "platform"),
    },
    states=(
        State("made", Text("待受理", "To be accepted")),
        State("accepted", Text("已受理，办理中", "Accepted, being dealt with")),
        State("hearing", Text("听取被投诉单位意见", "The party is being heard")),
        State("heard", Text("已听取意见", "The party was heard")),
        State("upheld", Text("查实，待答复", "Upheld, to be answered")),
        State("dismissed", Text("不成立，待答复", "Not borne out, to be answered")),
        State("answered", Text("已答复投诉人", "The complainant was answered"), final=True),
        State("declined", Text("不予受理", "Not accepted"), final=True, adverse=True),
        State("withdrawn", Text("已撤回", "Withdrawn"), final=True),
    ),
    course=("made", "accepted", "hearing", "heard", "upheld", "answered"),
    confided=Confided(to="handler", by="complainant"),
    steps=(
        Step(
            name="complain",
            title=Text("提出投诉", "Complain"),
            source=frozenset(),
            target="made",
            by=frozenset({"complainant"}),
            event="complaint-made",
            said=Text("有人提出投诉，不公开投诉人", "Somebody complained; who it was is not shown"),
            cites=_CITES,
            needs=(
                Field("respondent", Text("被投诉单位", "Complained about"), Kind.REFERENCE, _CITES, source="bodies"),
                Field("matter", Text("投诉事项", "Matter"), Kind.CHOICE, _CITES, choices=MATTERS),
                Field("facts", Text("事实和线索", "Facts and leads"), Kind.LONG, _CITES),
                Field("wish", Text("诉求", "What you ask for"), Kind.LONG, _CITES, required=False),
                Field(
                    "may_name",
                    Text("同意向被投诉单位说明本人身份", "The party may be told who I am"),
                    Kind.FLAG,
                    _CITES,
                    required=False,
                ),
                Field(
                    "complainant",
                    Text("投诉人", "Complainant"),
                    Kind.REFERENCE,
                    _CITES,
                    source="complainants",
                    supplied=True,
                ),
                Field(
                    "handler",
                    Text("受理机关", "Authority"),
                    Kind.REFERENCE,
                    _CITES,
                    source="authorities",
                    supplied=True,
                ),
            ),
            takes_part={"handler": "handler"},
            unnamed=True,
        ),
        Step(
            name="accept",
            title=Text("受理", "Accept"),
            source=frozenset({"made"}),
            target="accepted",
            by=frozenset({"handler"}),
            event="complaint-accepted",
            said=Text("受理机关受理投诉", "The authority accepted the complaint"),
            cites=_CITES,
            needs=(_NOT_OWN,),
        ),
        _ending(
            "decline",
            Text("不予受理", "Do not accept"),
            Text("受理机关不予受理，说明理由和其他途径", "Not accepted, with the reason and where else to turn"),
            frozenset({"made"}),
            "declined",
            Field("ground", Text("不予受理情形", "Ground"), Kind.CHOICE, _CITES, choices=_GROUNDS),
            _reason(Text("理由和其他救济途径", "Reason, and where else to turn")),
        ),
        Step(
            name="forward",
            title=Text("转交其他机关", "Forward"),
            source=frozenset({"made"}),
            target="made",
            by=frozenset({"handler"}),
            event="complaint-forwarded",
            said=Text("转交有权机关，受理期限重新计算", "Forwarded to the competent authority; its time runs anew"),
            cites=_CITES,
            needs=(
                Field("handler", Text("受理机关", "Authority"), Kind.REFERENCE, _CITES, source="authorities"),
                _reason(Text("转交理由", "Reason")),
                Condition(
                    "not-an-authority",
                    lambda s: s.command.data.get("competent") is not False,
                    Text(
                        "所选单位不是监管机关，或者就是被投诉单位、本单位",
                        "It is no authority, or the party complained about, or your own",
                    ),
                    Text("请选择其他监管机关", "Choose another authority"),
                    _CITES,
                    "handler",
                ),
            ),
            takes_part={"handler": "handler"},
        ),
        Step(
            name="disclose",
            title=Text("告知被投诉单位并听取意见", "Tell the party and hear it"),
            source=frozenset({"accepted"}),
            target="hearing",
            by=frozenset({"handler"}),
            event="complaint-disclosed",
            said=Text("向被投诉单位告知必要内容，听取意见", "The party was told what is needed, and is heard"),
            cites=_CITES,
            needs=(
                _NOT_OWN,
                Field("disclosed", Text("告知的内容", "What the party is told"), Kind.LONG, _CITES),
                Condition(
                    "names-complainant",
                    lambda s: not s.command.data.get("names_complainant"),
                    Text("告知的内容透露了投诉人姓名，投诉人未同意", "It names the complainant, who did not agree"),
                    Text("请删去能识别投诉人的内容", "Take out what gives the complainant away"),
                    _CITES,
                    "disclosed",
                ),
            ),
        ),
        _heard(
            "answer",
            Text("记载答复", "Enter the answer"),
            Text("被投诉单位作出答复", "The party answered"),
            Field("answer", Text("被投诉单位的答复", "The party's answer"), Kind.LONG, _CITES),
        ),
        _heard(
            "silence", Text("记载未答复", "Enter the silence"), Text("被投诉单位未答复", "The party did not answer")
        ),
        _ending(
            "uphold",
            Text("查实", "Uphold"),
            Text("投诉查实", "The complaint was upheld"),
            frozenset({"heard"}),
            "upheld",
            Field("findings", Text("查明的事实", "What was found"), Kind.LONG, _CITES),
            Field("consequence", Text("处理决定", "What follows"), Kind.LONG, _CITES),
            Field("credit", Text("记入信用记录", "Enter it in the credit record"), Kind.FLAG, _CITES),
        ),
        _ending(
            "dismiss",
            Text("不成立", "Dismiss"),
            Text("投诉不成立", "The complaint was not borne out"),
            frozenset({"accepted", "heard"}),
            "dismissed",
            _reason(Text("理由", "Reason")),
        ),
        _ending(
            "answer-complainant",
            Text("答复投诉人", "Answer the complainant"),
            Text("受理机关答复投诉人", "The authority answered the complainant"),
            frozenset({"upheld", "dismissed"}),
            "answered",
            Field("reply", Text("答复", "Answer"), Kind.LONG, _CITES),
        ),
        _ending(
            "record-withdrawal",
            Text("记载撤回", "Record a withdrawal"),
            Text("投诉人书面撤回投诉", "The complainant withdrew in writing"),
            frozenset({"made", "accepted", "heard"}),
            "withdrawn",
            Field("how", Text("投诉人如何提出", "How the complainant said so"), Kind.LONG, _CITES),
        ),
    ),
    duties=(
        Duty(
            name="accept-complaint",
            title=Text("决定是否受理", "Decide whether to accept"),
            who="handler",
            after=frozenset({"complaint-made", "complaint-forwarded"}),
            done_by=frozenset(
                {"complaint-accepted", "complaint-declined", "complaint-forwarded", "complaint-withdrawn"}
            ),
            limit=Limit.working(PARAMETERS, "complaint_acceptance_days", _CITES[1], _CITES[0]),
            late=OVERDUE,
        ),
        Duty(
            name="handle-complaint",
            title=Text("办结投诉", "Conclude the complaint"),
            who="handler",
            after=frozenset({"complaint-accepted"}),
            done_by=frozenset({"complaint-upheld", "complaint-dismissed", "complaint-withdrawn"}),
            limit=Limit.working(PARAMETERS, "complaint_handling_days", _CITES[1], _CITES[0]),
            late=OVERDUE,
        ),
        Duty(
            name="answer-complainant",
            title=Text("答复投诉人", "Answer the complainant"),
            who="handler",
            after=frozenset({"complaint-upheld", "complaint-dismissed"}),
            done_by=frozenset({"complaint-answered"}),
            limit=Limit.working(PARAMETERS, "complaint_reply_days", _CITES[1], _CITES[0]),
            late=OVERDUE,
        ),
    ),
)
