"""The Django apps of the platform, in the order of the layers: a room that is built is named here."""

SHUZHA_APPS: tuple[str, ...] = (
    "shuzha.archive.parties",
    "shuzha.archive.documents",
    "shuzha.archive.cases",
    "shuzha.archive.catalogue",
    "shuzha.archive.grants",
    "shuzha.archive.notices",
    "shuzha.archive.evidence",
    "shuzha.commons.experts",
    "shuzha.commons.metering",
    "shuzha.commons.credit",
    "shuzha.commons.complaints",
    "shuzha.offices.zones",
    "shuzha.offices.registry",
    "shuzha.offices.market",
    "shuzha.site.ui",
    "shuzha.site.pages",
)
