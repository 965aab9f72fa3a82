from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "shuzha.commons.experts"
    label = "experts"
    default_auto_field = "django.db.models.BigAutoField"
