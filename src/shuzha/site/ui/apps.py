"""Registers the design system with Django, so that its templates, tags and static files are found."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "shuzha.site.ui"
    label = "shuzha_ui"
    verbose_name = "数闸 design system"
