from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "shuzha.commons.credit"
    label = "credit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuzha.commons.credit import procedure, reviewing

        procedure.put_in_force()
        reviewing.attach()
