"""The directory of people, and registering one who comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation import identity_providers, people_arrivals, people_directory
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import day_of, number_of, uuids_of

HEADING = ["氏名", "氏名（ローマ字）", "メールアドレス", "課", "職", "区分", "最初の日", "最後の日", "最後に在籍する日"]


@dataclass(frozen=True, slots=True)
class Posted:
    """A person as typed."""

    name: str
    name_en: str
    email: str
    sign_in: str
    first_on: str
    main_post: str
    other_posts: list[str]


@staff_page(MANAGE)
@require_GET
def directory(request: Request) -> HttpResponse:
    """Everybody, or those looked for."""
    query, left = request.GET.get("q", "")[:60], request.GET.get("left") == "1"
    number = number_of(request.GET.get("page", ""))
    data = people_directory.directory(
        request.public_body.id, query=query, left=left, number=number, on=localdate(now())
    )
    return render(request, "people/directory.html", {"page": data, "keep": _kept(query, left)})


@staff_page(MANAGE)
@require_GET
def directory_csv(request: Request) -> HttpResponse:
    """The same people for a spreadsheet, a line for each post."""
    query, left = request.GET.get("q", "")[:60], request.GET.get("left") == "1"
    found = people_directory.people(request.public_body.id, query=query, left=left, on=localdate(now()))
    text = spreadsheet.csv_text(HEADING, people_directory.csv_rows(found))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@staff_page(MANAGE)
@require_GET
def new(request: Request) -> HttpResponse:
    """The form for somebody who comes."""
    return _form(request, Posted("", "", "", "password", localdate(now()).isoformat(), "", []))


@staff_page(MANAGE, is_sensitive=True)
@never_cache
@require_POST
def register(request: Request) -> HttpResponse:
    """Register somebody who comes; the answer shows the first password once."""
    post = request.POST
    texts = {name: post.get(name, "") for name in ("name", "name_en", "email", "sign_in", "first_on", "main_post")}
    typed = Posted(**texts, other_posts=post.getlist("other_posts"))
    errors, first_on, main = {}, day_of(typed.first_on), uuids_of([typed.main_post])
    for name, fault in (("name", _("氏名を入力してください。")), ("name_en", _("ローマ字の氏名を入力してください。"))):
        if not getattr(typed, name).strip():
            errors[name] = fault
    if first_on is None:
        errors["first_on"] = _("最初の日を選んでください。")
    if not main:
        errors["main_post"] = _("本務の職を一覧から選んでください。")
    if errors or first_on is None:
        return _form(request, typed, errors=errors, status=422)
    return _registered(request, typed, main[0], first_on)


def _registered(request: Request, typed: Posted, main: UUID, first_on: date) -> HttpResponse:
    try:
        person, password = people_arrivals.register(
            name=typed.name,
            name_en=typed.name_en,
            email=typed.email,
            by_password=typed.sign_in != "provider",
            main_post_id=main,
            other_post_ids=[one for one in uuids_of(typed.other_posts) if one != main],
            from_on=first_on,
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return _form(request, typed, refusal=refusal, status=refusal.status)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {"person": person, "password": password, "email": typed.email.strip(), "first_on": first_on}
    return render(request, "people/registered.html", context)


def _form(
    request: Request,
    typed: Posted,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    errors, today = errors or {}, localdate(now())
    with body_scope(request.public_body):
        posts = people_directory.post_choices(on=today)
        has_providers = bool(identity_providers.providers(AccountKind.STAFF, on=today))
    context = {
        "typed": typed,
        "posts": posts,
        "has_providers": has_providers,
        "ways": [("password", _("仮のパスワードを渡す")), ("provider", _("外部の認証サービスだけを使う"))],
        "error": {name: errors.get(name, "") for name in ("name", "name_en", "first_on", "main_post")},
        "errors": list(errors.items()),
        "refusal": refusal,
    }
    return render(request, "people/new.html", context, status=status)


def _kept(query: str, left: bool) -> str:
    return urlencode([(name, text) for name, text in (("q", query), ("left", "1" if left else "")) if text])
