from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "shuzha.commons.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuzha.commons.complaints import operations, procedure

        procedure.put_in_force()
        operations.attach()
