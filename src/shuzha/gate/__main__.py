"""`python -m shuzha.gate`: runs the gate process of the installation in SHUZHA_HOME."""

from __future__ import annotations

import os
from pathlib import Path


def main() -> None:
    """Sets Django up under the gate's own database role, then opens the gate."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuzha.site.settings")
    os.environ.setdefault("SHUZHA_ROLE", "gate")
    import django
    from django.conf import settings

    django.setup()
    os.umask(0o077)  # whatever the gate writes is its own user's alone
    from shuzha.gate.process import Gate, Places

    Gate(Places.below(Path(settings.SHUZHA_HOME))).run()


if __name__ == "__main__":
    main()
