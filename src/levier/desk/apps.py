from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "levier.desk"
    label = "desk"
    verbose_name = "Bureau"
