"""The rival's views: a JSON intake, a form page, and a flow of form, review and completion."""

import json
import re
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rival.forms import Application as ApplicationForm
from rival.models import Application, Audit

_DIGITS = re.compile(r"[0-9]{7}")
_PHONE = re.compile(r"[0-9-]{10,13}")
_REQUIRED = (
    "name",
    "kana",
    "birth_date",
    "postal_code",
    "address",
    "phone",
    "household",
    "reissue",
    "receive",
    "agree",
)


def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n")


def _wrong(sent: Any) -> dict[str, str]:
    """Return what is wrong with thirteen fields, by hand."""
    wrong = {name: "required" for name in _REQUIRED if sent.get(name) in (None, "")}
    for name, most in (("name", 50), ("kana", 100), ("address", 200), ("building", 100), ("note", 400)):
        value = sent.get(name, "")
        if not isinstance(value, str) or len(value) > most:
            wrong[name] = "too_long"
    try:
        if date.fromisoformat(sent.get("birth_date", "")) > timezone.localdate():
            wrong["birth_date"] = "in_future"
    except (TypeError, ValueError):
        wrong["birth_date"] = "not_a_date"
    if not _DIGITS.fullmatch(str(sent.get("postal_code"))):
        wrong["postal_code"] = "not_seven_digits"
    if not _PHONE.fullmatch(str(sent.get("phone"))):
        wrong["phone"] = "not_a_number"
    if sent.get("email") and "@" not in sent["email"]:
        wrong["email"] = "not_an_address"
    if not isinstance(sent.get("household"), int) or not 1 <= sent["household"] <= 20:
        wrong["household"] = "out_of_range"
    if sent.get("reissue") not in ("yes", "no"):
        wrong["reissue"] = "not_a_choice"
    if sent.get("receive") not in ("post", "counter"):
        wrong["receive"] = "not_a_choice"
    return wrong


@csrf_exempt
@require_POST
def store(request: HttpRequest) -> HttpResponse:
    """Take a JSON application: one row, one audit row, one transaction."""
    sent = json.loads(request.body)
    if wrong := _wrong(sent):
        return JsonResponse(wrong, status=422)
    at = timezone.now()
    return JsonResponse({"number": str(_keep(sent, at, "api").number)}, status=201)


def _keep(content: dict[str, Any], at: Any, actor: str) -> Application:
    with transaction.atomic():
        row = Application.objects.create(content=content, sent_at=at)
        Audit.objects.create(
            application=row, action="application.sent", actor=actor, at=at, facts={"number": str(row.number)}
        )
    return row


def page(request: HttpRequest) -> HttpResponse:
    """Show the form; keep valid answers in the session and go on to the review."""
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session["answers"] = {name: str(value) for name, value in form.cleaned_data.items()}
        return HttpResponseRedirect("/review")
    return render(request, "page.html", {"form": form})


def review(request: HttpRequest) -> HttpResponse:
    """Show what was typed; on POST, take it."""
    answers = request.session.get("answers")
    if answers is None:
        return HttpResponseRedirect("/page")
    if request.method == "POST":
        row = _keep(answers, timezone.now(), "visitor")
        del request.session["answers"]
        return HttpResponseRedirect(f"/done?number={row.number}")
    labels = {name: field.label for name, field in ApplicationForm.base_fields.items()}
    return render(request, "review.html", {"rows": [(labels[name], value) for name, value in answers.items()]})


def done(request: HttpRequest) -> HttpResponse:
    """Show the number."""
    return render(request, "done.html", {"number": request.GET.get("number", "")})
