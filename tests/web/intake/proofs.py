"""What a browser holds after its owner gave receipt number and birth date."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client

from madoguchi.ground.foundation.public import remember_known
from tests.support.offices import Office


def know(client: Client, office: Office, application_id: Any) -> None:
    """Let a browser know an application for an hour."""
    response = HttpResponse()
    remember_known(response, HttpRequest(), body_id=office.body.id, application_id=application_id)
    client.cookies.update(response.cookies)
