from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shuzha.offices.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuzha.offices.registry import operations, procedure

        procedure.put_in_force()
        operations.attach()
