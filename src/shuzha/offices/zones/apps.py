from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "shuzha.offices.zones"
    label = "zones"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuzha.offices.zones import operations, procedure

        procedure.put_in_force()
        operations.attach()
