"""What a refusal must be: helpful, and without a trace in the database."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Owned, body_scope
from tests.support.city import City


def rows(city: City) -> dict[str, int]:
    """Count the rows of every table of a body; looking at a case is itself noted, so the log is left out."""
    with body_scope(city.office.body):
        return {
            model._meta.label: model._default_manager.count()
            for model in apps.get_models()
            if issubclass(model, Owned) and model is not LoggedEvent
        }


def assert_helpful(response: Any) -> None:
    """Fail unless a refusal says what, why and how to mend it, or which fields to put right."""
    assert 400 <= response.status_code < 500, response.status_code
    if response.headers["Content-Type"].startswith("application/problem+json"):
        problem = response.json()
        assert all(problem[part][language] for part in ("what", "why", "mend") for language in ("ja", "en"))
        return
    content = response.content.decode()
    assert "<h1" in content
    assert any(part in content for part in ("m-refusal__mend", "m-error-summary", "m-prose", "m-field__error"))
