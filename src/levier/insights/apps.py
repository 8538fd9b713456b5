from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "levier.insights"
    label = "insights"
    verbose_name = "Indicateurs"
