from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "levier.people"
    label = "people"
    verbose_name = "Personnes"
