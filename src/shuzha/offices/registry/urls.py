"""Addresses of the registry, under /registry/."""

from __future__ import annotations

from django.urls import path

from shuzha.offices.registry import pages

app_name = "registry"
urlpatterns = [
    path("", pages.register, name="register"),
    path("progress/", pages.progress, name="progress"),
    path("status/<int:number>.json", pages.status, name="status"),
    path("root.pem", pages.root, name="root"),
    path("<slug:number>/", pages.certificate, name="certificate"),
    path("<slug:number>/qr.svg", pages.qr, name="qr"),
    path("<slug:number>/certificate.json", pages.download, name="download"),
    path("<slug:number>/certificate.pdf", pages.printed, name="printed"),
]
