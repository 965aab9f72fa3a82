"""The Django apps of the platform, in the order of the layers: a room that is built is named here."""

SHUZHA_APPS: tuple[str, ...] = ()
