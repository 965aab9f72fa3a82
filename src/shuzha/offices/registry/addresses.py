"""Where the public finds a certificate, and the picture that leads there."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from shuzha.offices.registry.models import Certificate


def address_of(found: Certificate, request: HttpRequest) -> str:
    """The certificate's public page: under the installation's address, or under the one it was asked at."""
    path = reverse("registry:certificate", args=[found.number])
    return f"{settings.SHUZHA_ADDRESS}{path}" if settings.SHUZHA_ADDRESS else request.build_absolute_uri(path)


def qr_code(address: str) -> str:
    """The QR code that leads to `address`, as SVG."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", xmldecl=False, border=2, omitsize=True)
    return picture.getvalue().decode()
