"""The Django app of the look."""

from django.apps import AppConfig
from django.conf.locale import LANG_INFO


class UiConfig(AppConfig):
    """Makes easy Japanese known to Django; the rest of the app is templates, styles and tags."""

    name = "madoguchi.ground.ui"
    label = "ui"

    def ready(self) -> None:
        LANG_INFO["ja-easy"] = {
            "bidi": False,
            "code": "ja-easy",
            "name": "Easy Japanese",
            "name_local": "やさしい日本語",
        }
