from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "shuzha.offices.market"
    label = "market"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuzha.offices.market import operations, procedure

        procedure.put_in_force()
        operations.attach()
