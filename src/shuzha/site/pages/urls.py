"""The addresses of the pages that belong to no single office."""

from __future__ import annotations

from django.urls import URLPattern, path

from shuzha.site.pages import calendar, cases, desk, documents, entering, evidence, home, law, log, notices, subscribed

urlpatterns: list[URLPattern] = [
    path("", home.show, name="home"),
    path("enter/", entering.enter, name="enter"),
    path("enter/as/<int:account>/", entering.enter_as, name="enter_as"),
    path("leave/", entering.leave, name="leave"),
    path("desk/", desk.show, name="desk"),
    path("desk/inbox/", desk.inbox, name="inbox"),
    path("desk/deadlines.ics", subscribed.deadlines, name="deadlines_feed"),
    path("desk/reminders/", desk.reminders, name="reminders"),
    path("cases/", cases.listing, name="cases"),
    path("cases/<uuid:case>/", cases.show, name="case"),
    path("cases/<uuid:case>/steps/<slug:step>/", cases.act, name="act"),
    path("start/<str:procedure>/<slug:step>/", cases.start, name="start"),
    path("documents/<uuid:document>/", documents.download, name="document"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<uuid:notice>/", notices.show, name="notice"),
    path("bureau/notices/", notices.bureau, name="bureau_notices"),
    path("calendar/", calendar.show, name="calendar"),
    path("calendar/preview/", calendar.preview, name="calendar_preview"),
    path("calendar/load/", calendar.load, name="calendar_load"),
    path("calendar/<slug:sha256>/", calendar.notice, name="calendar_notice"),
    path("law/", law.instruments, name="law"),
    path("law/adoption/", law.adoption, name="law_adoption"),
    path("law/procedures/", law.procedures, name="law_procedures"),
    path("law/procedures/<str:procedure>/", law.procedure, name="law_procedure"),
    path("law/<slug:instrument>/", law.instrument, name="law_instrument"),
    path("law/<slug:instrument>/<int:article>", law.article, name="law_article"),
    path("log/policy", log.policy, name="log_policy"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/entries/<int:start>", log.entries, name="log_entries"),
    path("evidence/", evidence.overview, name="evidence"),
    path("evidence/verify/", evidence.verify, name="evidence_verify"),
    path("evidence/consistency.json", evidence.consistency, name="evidence_consistency"),
    path("evidence/audit/", evidence.audit, name="evidence_audit"),
    path("evidence/events/<int:event>/", evidence.event, name="evidence_event"),
    path("evidence/events/<int:event>/receipt.json", evidence.receipt, name="evidence_receipt"),
    path("evidence/events/<int:event>/receipt.tlog-proof", evidence.tlog_proof, name="evidence_tlog_proof"),
]
