"""The rules of a version as a script, at an address that its content gives: kept by browsers for ever."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from madoguchi.ground.foundation.public import Request
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors

# By the person's own browser: an answer that prolongs a session carries its cookie, which no cache between may keep.
_FOR_EVER = "private, max-age=31536000, immutable"


def url(request: Request, version: forms.PinnedVersion, page_id: str) -> str:
    """Return the address of the script that a page of a form goes with; empty where it needs none."""
    script = forms.page_script(version.sha256, version.form, page_id)
    if script is None:
        return ""
    own = {"body": request.public_body.slug, "version_id": version.id, "sha256": script.sha256}
    return reverse("intake:rules_script", kwargs=own)


def show(request: Request, version_id: UUID, sha256: str) -> HttpResponse:
    """Return the script, if its content is the one that was asked for: after an update of the product it may not be."""
    version = draft_selectors.any_version(request.actor, version_id)
    script = None if version is None else forms.version_script(version.sha256, version.form)
    if script is None or script.sha256 != sha256:
        raise Http404("no such script")
    headers = {"Cache-Control": _FOR_EVER}
    return HttpResponse(script.text, content_type="text/javascript; charset=utf-8", headers=headers)
