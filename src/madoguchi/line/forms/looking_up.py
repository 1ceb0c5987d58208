"""Towns, banks and branches looked up for the answers of a page, and answers that do not fit what is published."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import looking_up
from madoguchi.line.forms.core.answers import cleaned, places
from madoguchi.line.forms.core.doubts import doubt_of, era_doubts
from madoguchi.line.forms.core.fields import Answers, Field, Form, Json, Kind
from madoguchi.line.forms.core.looking_up import Wish, parts_at, with_parts
from madoguchi.line.forms.core.messages import Fault, FieldError, say
from madoguchi.line.forms.core.town_texts import with_town
from madoguchi.office.directories import public as directories
from madoguchi.office.directories.public import Branch, Directory, Town

Post = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was found for the question at a path. ``offers``: value and words of each to choose from."""

    path: str
    said: Message
    query: str = ""
    offers: tuple[tuple[str, str], ...] = ()


def kinds_looked_up(form: Form, page_id: str) -> frozenset[Kind]:
    """Return the kinds of questions of a page for which this deployment can look something up."""
    asked = {one.kind for field in form.page(page_id).fields for one in (field, *field.fields)}
    needs = {Kind.ADDRESS: Directory.POSTAL, Kind.BANK_ACCOUNT: Directory.BANKS}
    return frozenset(kind for kind, directory in needs.items() if kind in asked and directories.has(directory))


def look_up(form: Form, page_id: str, post: Post, answers: Answers) -> tuple[dict[str, Json], LookedUp | None]:
    """Return the answers with what was looked up filled in, and what to say; nothing typed is lost."""
    wanted = looking_up.wish(form, page_id, post, answers)
    if wanted is None or wanted.field.kind not in kinds_looked_up(form, page_id):
        return dict(answers), None
    parts = parts_at(answers, wanted.path)
    filled, told = (_address if wanted.field.kind is Kind.ADDRESS else _account)(wanted, parts)
    return with_parts(answers, wanted.path, filled), told


def _address(wish: Wish, parts: dict[str, str]) -> tuple[dict[str, str], LookedUp]:
    code, text = parts.get("postal_code", ""), parts.get("text", "")
    if wish.taken:
        chosen, _, town = wish.taken.partition(" ")
        return {**parts, "postal_code": chosen or code, "text": with_town(text, town)}, _said(wish, FILLED)
    towns = directories.towns_of(code) if code else directories.towns_like(text)
    if not towns:
        return parts, _said(wish, NO_TOWN if code or text else NOTHING_TYPED)
    if any(directories.fits(one, text) for one in towns) and code:
        return parts, _said(wish, FITS_ALREADY)
    if len(towns) == 1 and (not text or text[0].isdecimal() or not code):
        only = towns[0]
        return {**parts, "postal_code": only.postal_code or code, "text": with_town(text, only.text)}, _said(
            wish, FILLED
        )
    return parts, _said(wish, CHOOSE_TOWN, [(f"{one.postal_code} {one.text}", _town_words(one)) for one in towns])


def _town_words(town: Town) -> str:
    return f"〒{town.postal_code[:3]}-{town.postal_code[3:]} {town.text}" if town.postal_code else town.text


def _account(wish: Wish, parts: dict[str, str]) -> tuple[dict[str, str], LookedUp]:
    if wish.taken:
        bank, _, branch = wish.taken.partition("-")
        if branch:
            return {**parts, "bank_code": bank, "branch_code": branch}, _said(wish, ACCOUNT_FILLED)
        parts = {**parts, "bank_code": bank, "branch_code": ""}
        return parts, _branches(wish, directories.branches_like(bank, ""))
    if account := directories.yucho_account(wish.query):
        given = {"branch_code": account.branch_code, "kind": account.kind, "number": account.number}
        return {**parts, "bank_code": directories.YUCHO_BANK_CODE, **given}, _said(wish, YUCHO_FILLED)
    words = wish.query.split()
    if not words:
        return parts, _branches(wish, directories.branches_like(parts.get("bank_code", ""), ""))
    if len(words) == 1 and (own := directories.branches_like(parts.get("bank_code", ""), words[0])):
        return parts, _branches(wish, own)
    banks = directories.banks_like(words[0])
    if len(words) > 1 and banks:
        found = [each for one in banks for each in directories.branches_like(one.bank_code, words[1])]
        return parts, _branches(wish, found)
    offers = [(one.bank_code, f"{one.bank_name}（{one.bank_code}）") for one in banks]
    return parts, _said(wish, CHOOSE_BANK if offers else NO_BANK, offers)


def _branches(wish: Wish, found: Sequence[Branch]) -> LookedUp:
    offers = [(f"{one.bank_code}-{one.code}", f"{one.bank_name} {one.name}（{one.code}）") for one in found]
    return _said(wish, CHOOSE_BRANCH if offers else NO_BANK, offers)


def _said(wish: Wish, message: Message, offers: Sequence[tuple[str, str]] = ()) -> LookedUp:
    return LookedUp(wish.path, message, wish.query, tuple(offers))


def doubts(
    form: Form, answers: Answers, *, page_id: str | None = None, post: Post | None = None
) -> tuple[FieldError, ...]:
    """Return what is odd about sound answers, of one page or of all; nothing of it keeps anybody from going on.

    Args:
        post: the page as posted, for what is known no more once it was read (the era in which a year was written).
    """
    found = [] if post is None or page_id is None else list(era_doubts(form, page_id, post))
    for place in places(form, cleaned(form, answers)):
        if (page_id is None or place.page.id == page_id) and isinstance(place.value, str | Mapping):
            one = _doubt(place.field, place.path, place.value)
            found += [] if one is None else [one]
    return tuple(found)


def _doubt(field: Field, path: str, value: str | Mapping[str, Json]) -> FieldError | None:
    if isinstance(value, str):
        return doubt_of(field, path, value)
    parts = {part: text for part, text in value.items() if isinstance(text, str)}
    if field.kind is Kind.ADDRESS and directories.has(Directory.POSTAL):
        return _odd_address(field, path, parts.get("postal_code", ""), parts.get("text", ""))
    if field.kind is Kind.BANK_ACCOUNT and directories.has(Directory.BANKS):
        return _odd_account(field, path, parts.get("bank_code", ""), parts.get("branch_code", ""))
    return None


def _odd_address(field: Field, path: str, code: str, text: str) -> FieldError | None:
    if not re.fullmatch("[0-9]{7}", code) or not text:
        return None  # an error, told as such
    towns = directories.towns_of(code)
    if any(directories.fits(one, text) for one in towns):
        return None
    named = directories.town_named(text)
    if not towns and named is None:
        return None  # a place that the list does not know: nothing to say for certain
    facts = {"label": field.label, "code": _code(code), "named": "" if named is None else _town_words(named)}
    if not towns:
        return FieldError(f"{path}/postal_code", Fault.DOUBTFUL, say(CODE_UNKNOWN, **facts))
    template = CODE_DISAGREES if named is None else CODE_OF_OTHER
    return FieldError(f"{path}/postal_code", Fault.DOUBTFUL, say(template, **facts, town=towns[0].text))


def _code(digits: str) -> str:
    return f"〒{digits[:3]}-{digits[3:]}"


def _odd_account(field: Field, path: str, bank_code: str, branch_code: str) -> FieldError | None:
    if not re.fullmatch("[0-9]{4} [0-9]{3}", f"{bank_code} {branch_code}"):
        return None
    bank = directories.bank(bank_code)
    if bank is None:
        return FieldError(f"{path}/bank_code", Fault.DOUBTFUL, say(BANK_UNKNOWN, label=field.label, code=bank_code))
    if bank_code == directories.YUCHO_BANK_CODE or directories.branch(bank_code, branch_code) is not None:
        return None
    said = say(BRANCH_UNKNOWN, label=field.label, code=branch_code, bank=bank.bank_name)
    return FieldError(f"{path}/branch_code", Fault.DOUBTFUL, said)


def names_of_codes(form: Form, answers: Answers) -> dict[str, str]:
    """Return the names of the bank and branch of each account, by path, where they are known."""
    found = {}
    for place in places(form, cleaned(form, answers)):
        if place.field.kind is Kind.BANK_ACCOUNT and isinstance(place.value, Mapping):
            codes = [str(place.value.get(part, "")) for part in ("bank_code", "branch_code")]
            bank = directories.bank(codes[0])
            branch = directories.branch(*codes) if codes[1] else None
            if bank is not None:
                found[place.path] = f"{bank.bank_name}　{branch.name}" if branch else bank.bank_name
    return found


FILLED = Message(
    "住所を入れました。番地を確かめてください。",
    "The address was filled in. Check the house number.",
    "住所を 入れました。番地を 見てください。",
)
FITS_ALREADY = Message(
    "郵便番号と住所は合っています。",
    "Postal code and address agree.",
    "郵便番号と 住所は 合っています。",
)
NOTHING_TYPED = Message(
    "郵便番号か、市区町村から先を入力してから押してください。",
    "Enter the postal code or the beginning of the address first.",
    "郵便番号か、市の 名前から 書いて、押してください。",
)
NO_TOWN = Message(
    "一覧に見つかりませんでした。住所をそのまま入力してください。",
    "It is not on the list. Please write the address yourself.",
    "見つかりませんでした。住所を 書いてください。",
)
CHOOSE_TOWN = Message("住所を選んでください。", "Choose the address.", "住所を 選んでください。")
CHOOSE_BANK = Message("金融機関を選んでください。", "Choose the bank.", "銀行を 選んでください。")
CHOOSE_BRANCH = Message(
    "支店を選んでください。ないときは、支店の名前で探してください。",
    "Choose the branch. If it is not here, search for its name.",
    "支店を 選んでください。ないときは、支店の 名前で さがしてください。",
)
NO_BANK = Message(
    "見つかりませんでした。名前の一部か番号で探すか、下の欄に番号を入力してください。",
    "Nothing was found. Search for a part of the name or a code, or write the codes below.",
    "見つかりませんでした。名前か 番号を 書いてください。",
)
ACCOUNT_FILLED = Message(
    "金融機関と支店の番号を入れました。口座番号を確かめてください。",
    "The codes of bank and branch were filled in. Check the account number.",
    "銀行と 支店の 番号を 入れました。",
)
YUCHO_FILLED = Message(
    "ゆうちょ銀行の記号と番号から、店番・種類・口座番号を入れました。",
    "Branch, kind and number were worked out from the Japan Post Bank symbol and number.",
    "ゆうちょ銀行の 番号を 入れました。",
)
CODE_UNKNOWN = Message(
    "「{label}」の郵便番号（{code}）が一覧にありません。住所からは{named}のようです。",
    "The postal code {code} of “{label}” is not on the list. The address looks like {named}.",
    "「{label}」の 郵便番号（{code}）が ありません。{named}ですか。",
)
CODE_DISAGREES = Message(
    "「{label}」の郵便番号（{code}）は{town}です。住所と合っているか確かめてください。",
    "The postal code {code} of “{label}” is that of {town}. See whether it fits the address.",
    "「{label}」の 郵便番号（{code}）は {town}です。もう一度 見てください。",
)
CODE_OF_OTHER = Message(
    "「{label}」の郵便番号（{code}）は{town}ですが、住所は{named}のようです。",
    "The postal code {code} of “{label}” is that of {town}, but the address looks like {named}.",
    "「{label}」の 郵便番号（{code}）は {town}です。住所は {named}ですか。",
)
BANK_UNKNOWN = Message(
    "「{label}」の金融機関コード{code}が一覧にありません。通帳で確かめてください。",
    "The bank code {code} of “{label}” is not on the list. Check it in the bank book.",
    "「{label}」の 銀行の 番号 {code}が ありません。通帳を 見てください。",
)
BRANCH_UNKNOWN = Message(
    "「{label}」の支店コード{code}が、{bank}の一覧にありません。通帳で確かめてください。",
    "The branch code {code} of “{label}” is not on the list of {bank}. Check it in the bank book.",
    "「{label}」の 支店の 番号 {code}が {bank}に ありません。通帳を 見てください。",
)
