"""The Django app of the look."""

from django.apps import AppConfig
from django.conf.locale import LANG_INFO


class UiConfig(AppConfig):
    """Makes easy Japanese known to Django; the rest of the app is templates, styles and tags."""

    name = "madoguchi.ground.ui"
    label = "ui"

    def ready(self) -> None:
        # Late: the foundation's tables need the registry of apps.
        from madoguchi.ground.foundation.public import permissions
        from madoguchi.ground.kernel.errors import speak_with
        from madoguchi.ground.ui import navigation
        from madoguchi.ground.ui.words import in_catalogues

        navigation.decide_with(permissions.allowed)
        LANG_INFO["ja-easy"] = {
            "bidi": False,
            "code": "ja-easy",
            "name": "Easy Japanese",
            "name_local": "やさしい日本語",
        }
        speak_with(in_catalogues)
