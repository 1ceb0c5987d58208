"""The ``decisions`` part of the version a case is pinned to, and its check (with ``approval``) before publication."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions.core import outcomes
from madoguchi.line.forms import public as forms
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval

MOST_ITEMS = 30


def part_of(case: review.Case) -> outcomes.DecisionPart:
    """Return the procedure's decisions part for a case (inside a scope)."""
    return outcomes.parse(forms.version(case.procedure_version_id).part("decisions"))


def check_decisions(reader: forms.Reader, data: object, form: forms.Form | None, on: date) -> None:
    """Note what is wrong with outcomes, what a grant decides, the instruction on appeal."""
    found = reader.mapping(data, "decisions", allowed=("grant_items", "appeal", "notice"), needed=("outcomes",))
    listed = reader.sequence(
        found.get("outcomes", ["granted"]), "decisions/outcomes", least=1, most=len(outcomes.LABELS)
    )
    known = [one.value for one in outcomes.Outcome]
    for n, outcome in enumerate(listed):
        if outcome not in known or outcome in listed[:n]:
            reader.refuse(
                f"decisions/outcomes/{n}",
                f"{'・'.join(known)} を、それぞれ一度だけ書いてください。",
                f"Write each of {', '.join(known)} once at most.",
            )
    seen: set[str] = set()
    for n, one in enumerate(reader.sequence(found.get("grant_items", []), "decisions/grant_items", most=MOST_ITEMS)):
        place = f"decisions/grant_items/{n}"
        item = reader.mapping(one, place, needed=("id", "label", "type"), allowed=())
        item_id = reader.identifier(item, "id", place)
        if item_id in seen:
            reader.refuse(f"{place}/id", f"「{item_id}」が二つあります。", f"“{item_id}” is there twice.")
        seen |= {item_id} - {""}
        if "label" in item:
            reader.message(item["label"], f"{place}/label")
        if "type" in item and item["type"] not in outcomes.ITEM_TYPES:
            types = outcomes.ITEM_TYPES
            reader.refuse(
                f"{place}/type", f"{'・'.join(types)} のどれかを書いてください。", f"Write one of {', '.join(types)}."
            )
    if found.get("appeal"):
        reader.message(found["appeal"], "decisions/appeal")
    reader.text(found, "notice", "decisions", most=60)


def check_approval(reader: forms.Reader, data: object, form: forms.Form | None, on: date) -> None:
    """Note a missing route. Whether the body has it is seen when a decision is proposed: routes come and go by date."""
    found = reader.mapping(data, "approval", allowed=(), needed=("route",))
    reader.code(found, "route", "approval")


DECISIONS = forms.PartWords(
    Message("処分と通知", "Decision and notice"),
    {
        "outcomes": Message("処分の種類", "Outcomes"),
        "grant_items": Message("決める項目", "What a grant decides"),
        "appeal": Message("教示", "Instruction on appeal"),
        "notice": Message("通知書", "Notice"),
        "label": Message("言葉", "Words"),
        "type": Message("種類", "Kind"),
    },
)
APPROVAL = forms.PartWords(Message("決裁", "Approval"), {"route": Message("決裁ルート", "Route")})
forms.register_part(forms.PartChecker("decisions", check_decisions, DECISIONS))
forms.register_part(forms.PartChecker("approval", check_approval, APPROVAL))


def _ask_decisions(on: date) -> list[forms.PartQuestion]:
    listed = [{"value": one.value, "label": {"ja": said.ja, "en": said.en}} for one, said in outcomes.LABELS.items()]
    return [
        forms.PartQuestion("outcomes", {"type": "choices", "options": listed, "required": True}),
        forms.PartQuestion("appeal", {"type": "long_text", "max_length": 4000}, "text"),
    ]


def _ask_approval(on: date) -> list[forms.PartQuestion]:
    listed = [{"value": one.code, "label": {"ja": one.name}} for one in approval.routes_set()]
    return [forms.PartQuestion("route", {"type": "choice", "options": listed, "required": True})] if listed else []


forms.register_part_questions("decisions", _ask_decisions)
forms.register_part_questions("approval", _ask_approval)


_ROUTE = Message("決裁ルート「{code}」", "Route “{code}”")
_STEPS = Message(
    "作った団体では {theirs}。貴団体では {ours}。貴団体のルートはそのままです。",
    "At its maker: {theirs}. Here: {ours}. Yours stays as it is.",
)
_NO_ROUTE = Message(
    "作った団体では {theirs}。貴団体にはこのコードのルートがありません。管理者が登録するまで、決裁に回せません。",
    "At its maker: {theirs}. You have no route of this code: nothing can be proposed until an administrator adds one.",
)
_SAME_ROUTE = Message("貴団体のルートと同じ段階です（{theirs}）。", "The same steps as yours ({theirs}).")


def _pack_route(definition: Mapping[str, object], on: date) -> Mapping[str, str]:
    """Return the steps of the route that a definition names, for whoever adopts it to see."""
    part = definition.get("approval")
    route = approval.route_on(str(part.get("route")), on) if isinstance(part, Mapping) else None
    if route is None:
        return {}
    steps = [{"rank": one.rank, "label": one.label} for one in route.steps]
    plain = {"code": route.code, "name": route.name, "steps": steps}
    return {f"{route.code}.json": json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)}


def _look_at_routes(
    texts: Mapping[str, str], definition: Mapping[str, object], on: date
) -> Sequence[forms.PartStanding]:
    """Tell how the routes of a package stand to the body's: each body sets its own."""
    found = []
    for name, text in texts.items():
        code, theirs = name.removesuffix(".json"), _steps_told(text)
        if theirs is None:
            raise forms.PackagePartRefused(
                part=f"routes/{name}", ja="段階を読み取れません。", en="Its steps cannot be read."
            )
        own = approval.route_on(code, on)
        ours = "" if own is None else _ARROW.join(one.label for one in own.steps)
        words = _NO_ROUTE if own is None else _SAME_ROUTE if ours == theirs else _STEPS
        found.append(forms.PartStanding(_ROUTE.with_facts(code=code), words.with_facts(theirs=theirs, ours=ours)))
    return found


def _steps_told(text: str) -> str | None:
    try:
        steps = json.loads(text)["steps"]
        return _ARROW.join(str(one["label"])[:40] for one in steps[: approval.MOST_STEPS]) or None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


_ARROW = " → "
forms.register_package_part(forms.PackagePart("routes", _pack_route, _look_at_routes))
