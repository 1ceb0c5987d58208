"""A body that the operator founds on a page (団体を加える): what was typed is checked, then founded in one go.

The first division, one post and its holder, the first administrator, come with it; everything else that administrator
does on the pages of the new body.
"""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from madoguchi.ground.foundation import events, first_passwords, founding, permissions
from madoguchi.ground.foundation.actors import Actor, Role
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.known_bodies import forget_bodies
from madoguchi.ground.foundation.models import Account, Body, BodyCode, BodyKind, Rank, valid_on
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.refusals import EmailTaken
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import Message, Refused

FOUND = "foundation.body.found"
MADE = Event(
    name="foundation.body.founded",
    label=Message("団体を加えました", "A body was founded"),
    facts={"by_body_id": UUID},  # the operator's
    seen_by={Reader.STAFF, Reader.AUDIT},
)
KINDS: dict[str, Message] = {
    BodyKind.PREFECTURE: Message("都道府県", "Prefecture"),
    BodyKind.MUNICIPALITY: Message("市区町村", "Municipality"),
    BodyKind.UNION: Message("一部事務組合", "Union of municipalities"),
    BodyKind.COUNCIL: Message("協議会・事務局", "Council"),
    BodyKind.NATIONAL: Message("国の機関", "National body"),
    BodyKind.FIRM: Message("事業者", "Firm"),
}
WITH_CODE = frozenset({BodyKind.PREFECTURE, BodyKind.MUNICIPALITY})
# Most characters of each field, as the tables have them; what may be left empty is not in REQUIRED.
MOST = {
    "name": 100, "name_en": 100, "slug": 20, "code": 12, "head_title": 40, "head_name": 80, "contact": 200,
    "division_name": 80, "division_name_en": 120, "division_code": 40, "division_mark": 10, "division_phone": 40,
    "post_title": 80, "post_title_en": 120, "person_name": 100, "person_name_en": 100, "email": 254,
}  # fmt: skip
REQUIRED = MOST.keys() - {"code", "division_phone"}
_DIVISION_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")

LABELS = {
    "kind": Message("団体の種類", "Kind of body"),
    "parent": Message("属する都道府県", "Prefecture it belongs to"),
    "code": Message("全国地方公共団体コード", "Local government code"),
    "name": Message("団体名", "Name"),
    "name_en": Message("団体名（英語）", "Name (English)"),
    "slug": Message("アドレスの言葉", "Word in addresses"),
    "head_title": Message("首長などの職名", "Title of the head"),
    "head_name": Message("首長などの氏名", "Name of the head"),
    "contact": Message("住民に知らせる連絡先", "Contact for residents"),
    "division_name": Message("課の名前", "Name of the division"),
    "division_name_en": Message("課の名前（英語）", "Name of the division (English)"),
    "division_code": Message("課の符号", "Key of the division"),
    "division_mark": Message("文書記号", "Mark of documents"),
    "division_phone": Message("課の電話番号", "Telephone of the division"),
    "post_title": Message("職名", "Post"),
    "post_title_en": Message("職名（英語）", "Post (English)"),
    "person_name": Message("氏名", "Name"),
    "person_name_en": Message("氏名（ローマ字）", "Name (Latin letters)"),
    "email": Message("メールアドレス", "E-mail address"),
}
EMPTY = Message("{label_ja}を入力してください。", "Please fill in: {label_en}.")
TOO_LONG = Message("{most}文字以内で入力してください。", "Please keep to {most} characters.")
NO_KIND = Message("団体の種類を選んでください。", "Please choose the kind of body.")
NO_PARENT = Message("一覧から選んでください。", "Choose from the list.")
SLUG_NOT_SO = Message(
    "半角の英小文字で始め、英小文字、数字、ハイフンの2〜20文字で入力してください。仕組みが使う言葉（accountsなど）は使えません。",
    "Please enter 2 to 20 lower-case letters, digits and hyphens, a letter first. Words the system uses itself, such "
    "as accounts, cannot be taken.",
)
SLUG_TAKEN = Message(
    "「{slug}」はほかの団体が使っています。別の言葉を入力してください。",
    "“{slug}” is another body's. Please choose another word.",
)
CODE_MISSING = Message(
    "都道府県と市区町村には、全国地方公共団体コード（6けた）が必要です。",
    "A prefecture or municipality needs its six-digit local government code.",
)
CODE_MISTYPED = Message(
    "最後の1けた（検査数字）が、前の5けたから計算した数字と合いません。数字を1つずつ確かめてください。",
    "The last digit, which is calculated from the first five, does not fit. Please check the digits one by one.",
)
CODE_LENGTH = Message("検査数字を含む6けたの数字で入力してください。", "Please enter six digits, check digit included.")
CODE_TAKEN = Message("このコードは「{name}」のものです。", "This code belongs to “{name}”.")
CODE_OF_PREFECTURE = Message(
    "都道府県のコードは3けた目から5けた目が000です。", "The third to fifth digits of a prefecture's code are 000."
)
CODE_ELSEWHERE = Message(
    "上2けたが、選んだ都道府県（{prefix}）と違います。",
    "The first two digits are not those of the chosen prefecture ({prefix}).",
)
DIVISION_CODE_NOT_SO = Message(
    "半角の英小文字で始め、英小文字、数字、ハイフンで入力してください。",
    "Please enter lower-case letters, digits and hyphens, a letter first.",
)
EMAIL_NOT_SO = Message("「name@example.lg.jp」のように入力してください。", "Please enter it like name@example.lg.jp.")
EMAIL_TAKEN = Message(
    "このメールアドレスのアカウントがすでにあります。本人の別のアドレスを入力してください。",
    "There is an account with this address already. Please enter another address of theirs.",
)


class NotFounded(Refused):
    """Something typed cannot stay as it is. The view says what, field by field."""

    code = "foundation.body_not_founded"
    status = 422
    what = Message("団体を加えられませんでした。", "The body was not founded.")
    why = Message("入力に直すところがあります。", "Some of what was typed needs to be changed.")
    mend = Message("項目ごとの説明を読んで直してください。", "Read what is said beside the fields.")


class TakenMeanwhile(Refused):
    """Somebody founded a body with the same address, or made the same account, at the same moment."""

    code = "foundation.body_taken_meanwhile"
    what = Message("団体を加えられませんでした。", "The body was not founded.")
    why = Message(
        "同じアドレスの言葉、コードまたはメールアドレスが、いま登録されました。",
        "The same address, code or e-mail address was registered just now.",
    )
    mend = Message("一覧を確かめてください。", "Please look at the list.")


@dataclass(frozen=True, slots=True)
class Typed:
    """A new body as typed. ``parent``: the slug of a prefecture, or empty."""

    kind: str = ""
    parent: str = ""
    name: str = ""
    name_en: str = ""
    slug: str = ""
    code: str = ""
    head_title: str = ""
    head_name: str = ""
    contact: str = ""
    division_name: str = ""
    division_name_en: str = ""
    division_code: str = ""
    division_mark: str = ""
    division_phone: str = ""
    post_title: str = ""
    post_title_en: str = ""
    person_name: str = ""
    person_name_en: str = ""
    email: str = ""


FIELDS = tuple(one.name for one in fields(Typed))


def prefectures() -> list[Body]:
    """Return the bodies a new one may belong to, by slug."""
    return list(Body.objects.filter(kind=BodyKind.PREFECTURE, is_trial=False).order_by("slug"))


def faults(typed: Typed, *, on: date) -> dict[str, Message]:
    """Return what is wrong with a new body, by field, in the order of the form; nothing where it can be founded.

    Source: 総務省「全国地方公共団体コード」 (a prefecture's ends in 000 before its check digit; a municipality's begins
    with its prefecture's two digits).
    """
    found: dict[str, Message] = {}
    for name, most in MOST.items():
        text = getattr(typed, name)
        if not text.strip() and name in REQUIRED:
            found[name] = EMPTY.with_facts(label_ja=LABELS[name].ja, label_en=LABELS[name].en)
        elif len(text) > most:
            found[name] = TOO_LONG.with_facts(most=most)
    parent = next((one for one in prefectures() if one.slug == typed.parent), None)
    if typed.kind not in BodyKind:
        found["kind"] = NO_KIND
    if typed.parent and parent is None:
        found["parent"] = NO_PARENT
    for name, fault in (
        ("slug", _slug_fault(typed.slug)),
        ("code", _code_fault(typed, parent, on)),
        ("division_code", None if _DIVISION_CODE.fullmatch(typed.division_code) else DIVISION_CODE_NOT_SO),
        ("email", _email_fault(typed.email.strip())),
    ):
        if fault is not None:
            found.setdefault(name, fault)
    return {name: found[name] for name in FIELDS if name in found}


def _slug_fault(slug: str) -> Message | None:
    if not founding.is_slug(slug):
        return SLUG_NOT_SO
    taken = Body.objects.filter(slug=slug).exists() or Body.objects.filter(key=slug).exists()
    return SLUG_TAKEN.with_facts(slug=slug) if taken else None


def _code_fault(typed: Typed, parent: Body | None, on: date) -> Message | None:
    if not typed.code.strip():
        return CODE_MISSING if typed.kind in WITH_CODE else None
    try:
        code = codes.parse_body_code(typed.code)
    except codes.BodyCodeWrongLength:
        return CODE_LENGTH
    except codes.BodyCodeMistyped:
        return CODE_MISTYPED
    if typed.kind == BodyKind.PREFECTURE and code[2:5] != "000":
        return CODE_OF_PREFECTURE
    known = BodyCode.objects.filter(valid_on(on))
    above = known.filter(body=parent).first() if parent else None
    if above is not None and above.code[:2] != code[:2]:
        return CODE_ELSEWHERE.with_facts(prefix=above.code[:2])
    taken = known.filter(code=code).select_related("body").first()
    return CODE_TAKEN.with_facts(name=taken.body.name) if taken else None


def _email_fault(email: str) -> Message | None:
    try:
        validate_email(email)
    except ValidationError:
        return EMAIL_NOT_SO
    return EMAIL_TAKEN if Account.objects.filter(email__iexact=email).exists() else None


def found(typed: Typed, *, actor: Actor, at: datetime) -> tuple[Body, str]:
    """Found a body with its first division, post and administrator, from today on.

    Both logs say so: that of the operator's body and that of the new one. Saved together or not at all.

    Returns:
        the body, and the first password of its administrator: to be shown once and handed over in person.

    Raises:
        NotPermitted; NotFounded: see :func:`faults`; TakenMeanwhile.
    """
    permissions.require(actor, FOUND)
    if faults(typed, on=localdate(at)):
        raise NotFounded
    password = first_passwords.new()
    try:
        with transaction.atomic():
            body = founding.found_body(_plain(typed), since=localdate(at), password=password)
            with body_scope(body, write=True):
                events.record(
                    MADE, subject=body, actor=Actor.system(body.id), at=at, by_body_id=actor.body_id,
                )  # fmt: skip
            with body_scope(actor.body_id, write=True):
                events.record(MADE, subject=body, actor=actor, at=at, by_body_id=actor.body_id)
    except (IntegrityError, EmailTaken) as error:
        raise TakenMeanwhile from error
    forget_bodies()
    return body, password


def _plain(typed: Typed) -> dict[str, Any]:  # Any: JSON, as founding takes it
    return {
        "key": typed.slug,
        "slug": typed.slug,
        "kind": typed.kind,
        "parent": next((one.key for one in prefectures() if one.slug == typed.parent), None),
        "name": typed.name,
        "name_en": typed.name_en,
        "code": typed.code.strip() or None,
        "head_title": typed.head_title,
        "head_name": typed.head_name,
        "contact": typed.contact,
        "divisions": [
            {
                "code": typed.division_code,
                "name": typed.division_name,
                "name_en": typed.division_name_en,
                "mark": typed.division_mark,
                "phone": typed.division_phone,
                "parent": None,
            }
        ],
        "posts": [
            {
                "code": "administrator",
                "division": typed.division_code,
                "title": typed.post_title,
                "title_en": typed.post_title_en,
                "rank": Rank.OFFICER.value,
                "roles": [Role.ADMINISTRATOR.value],  # never operator: the deployment stays with those who run it
            }
        ],
        "people": [
            {
                "key": "first",
                "name": typed.person_name,
                "name_en": typed.person_name_en,
                "posts": ["administrator"],
                "email": typed.email,
            }
        ],
        "acting": [],
    }
