"""The pages as a Django app, so that their style sheet is found."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "shuzha.site.pages"
    label = "pages"
