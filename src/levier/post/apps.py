from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "levier.post"
    label = "post"
    verbose_name = "Messages et tâches"
