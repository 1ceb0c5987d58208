"""Valid random answers for any form: for property tests, benchmarks and demonstrations. All people are fictional."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from uuid import UUID

from madoguchi.ground.kernel.codes import corporate_number_check_digit
from madoguchi.line.forms.core.answers import is_given
from madoguchi.line.forms.core.fields import Field, Form, Json, Kind, declared_texts
from madoguchi.line.forms.core.relations import OTHER

NAMES = ("港　花子", "辻󠄀　葉子", "髙橋　一郎", "﨑山 みのり", "神田　福", "Nguyen Van An", "龢田　𠮷雄", "長宗我部　元")
TWO_NAMES = ("港　花", "辻󠄀　葉", "Nguyen　An", "龢　𠮷雄", "Suharto")
READINGS = ("ミナト　ハナコ", "ツジ　ヨウコ", "タカハシ　イチロウ", "サキヤマ　ミノリ", "グエン・ヴァン・アン")
STREETS = ("みなも市汐見町一丁目2番3号", "みなも市大字浜字松原45番地の6", "みなも市中央３－２－１")
TEXTS = ("特にありません。", "平日の午前中に連絡をお願いします。", "1行目", "<b>&\"'{}%", "𩸽と鮭")

NEAR = timedelta(days=300)
MOST_BEGINNINGS, MOST_CORRECTIONS = 50, 30


def valid_answers(form: Form, random: Random, *, today: date, fill: float = 0.6) -> dict[str, Json]:
    """Return answers that pass every check and hold nothing of hidden questions.

    Args:
        form: any form.
        random: source of chance; the same state gives the same answers.
        today: dates are chosen around it as the form allows.
        fill: how often an optional question is answered, 0 to 1.
    """
    for _ in range(MOST_BEGINNINGS):
        answers = _drawn(form, random, today, fill)
        for _ in range(MOST_CORRECTIONS):
            broken = next(form.logic.broken(answers, today=today), None)
            if broken is None:
                return answers
            _draw_again(form, answers, broken.path, random, today)
            answers = _drawn(form, random, today, 0, kept=answers)  # another answer shows and hides others
    raise RuntimeError("no answers pass the checks of this form")


def _drawn(
    form: Form, random: Random, today: date, fill: float, kept: Mapping[str, Json] = MappingProxyType({})
) -> dict[str, Json]:
    answers: dict[str, Json] = {}
    for page in form.pages:
        if page.id in form.logic.shown(answers).hidden_pages:
            continue
        for field in page.fields:
            if not form.logic.shown(answers).field(field):
                continue
            if field.id not in kept and not _is_answered(field, random, fill):
                continue
            value = (
                _items(form, field, answers, random, today, fill, kept.get(field.id))
                if field.kind is Kind.GROUP
                else kept[field.id]
                if field.id in kept
                else _value(field, random, today)
            )
            if is_given(value):
                answers[field.id] = value
    return answers


def _draw_again(form: Form, answers: dict[str, Json], path: str, random: Random, today: date) -> None:
    """Answer one question anew, one of an item where it stands in a group."""
    group, _, inside = path.partition("/")
    field, value = form.field(path), _value(form.field(path), random, today)
    if not inside:
        answers[group] = value
        return
    items, number = answers[group], int(inside.partition("/")[0])
    assert isinstance(items, list)
    items[number][field.id] = value


def _is_answered(field: Field, random: Random, fill: float) -> bool:
    return field.required or (field.kind is Kind.GROUP and field.least > 0) or random.random() < fill


def _items(
    form: Form, group: Field, top: dict[str, Json], random: Random, today: date, fill: float, kept: Json = None
) -> Json:
    items: list[Json] = []
    before = kept if isinstance(kept, list) else []
    for number in range(len(before) or random.randint(group.least, min(group.most, group.least + 3))):
        was = before[number] if before else None
        was = was if isinstance(was, dict) else {}
        item: dict[str, Json] = {}
        for field in group.fields:
            shown = form.logic.shown({**top, group.id: [item]})
            if shown.inside(group, 0, field) and (field.id in was or _is_answered(field, random, fill)):
                value = was[field.id] if field.id in was else _value(field, random, today)
                if is_given(value):
                    item[field.id] = value
        if item or len(items) < group.least:
            items.append(item)
    return items


def _value(field: Field, random: Random, today: date) -> Json:
    match field.kind:
        case Kind.NAME if field.has_two_names:
            return random.choice(TWO_NAMES)
        case Kind.NAME:
            return _short(random.choice(NAMES), field.max_length)
        case Kind.KANA:
            return _short(random.choice(READINGS), field.max_length)
        case Kind.BIRTH_DATE:
            return (today - timedelta(days=random.randrange(100 * 365))).isoformat()
        case Kind.DATE:
            return _date(field, random, today).isoformat()
        case Kind.ADDRESS:
            building: dict[str, Json] = {"building": "みなとハイツ１０３号"} if random.random() < 0.4 else {}
            return {"postal_code": f"{random.randrange(10**7):07}", "text": random.choice(STREETS), **building}
        case Kind.PHONE:
            return random.choice(("03-1234-5678", "09012345678", "0123-45-6789"))
        case Kind.EMAIL:
            return f"hanako{random.randrange(1000)}@example.jp"
        case Kind.TEXT:
            return _short(random.choice(TEXTS), field.max_length)
        case Kind.LONG_TEXT:
            return _short("\n".join(random.choices(TEXTS, k=2)), field.max_length)
        case Kind.NUMBER | Kind.YEN:
            return random.choice((field.least, field.most, random.randint(field.least, field.most)))
        case Kind.CHOICE | Kind.YESNO:
            return random.choice(field.options).value
        case Kind.CHOICES:
            count = random.randint(field.least, min(field.most, len(field.options)))
            chosen = random.sample(range(len(field.options)), count)
            return [field.options[n].value for n in sorted(chosen)]
        case Kind.BANK_ACCOUNT:
            return {
                "bank_code": f"{random.randrange(10**4):04}",
                "branch_code": f"{random.randrange(10**3):03}",
                "kind": random.choice(("ordinary", "current", "savings")),
                "number": f"{random.randrange(10**7):07}",
                "holder": random.choice(("ミナト　ハナコ", "ﾐﾅﾄ ﾊﾅｺ", "ツジ　ヨウコ")),
            }
        case Kind.CORPORATE_NUMBER:
            base = f"{random.randrange(10**12):012}"
            return corporate_number_check_digit(base) + base
        case Kind.YEAR_MONTH:
            return _date(field, random, today).isoformat()[:7]
        case Kind.PERIOD:
            days = sorted(_date(field, random, today).isoformat() for _ in range(2))
            is_open = field.open_end and random.random() < 0.4
            return {"from": days[0]} if is_open else {"from": days[0], "to": days[1]}
        case Kind.RELATIONSHIP:
            relation = random.choice(field.options).value
            return {"relation": relation, **({"text": "いとこ"} if relation == OTHER else {})}
        case Kind.DECLARATION:
            return declared_texts(field)["ja"]
        case Kind.MATRIX:
            rows = [row for row in field.parts if field.required or random.random() < 0.7]
            return {row: random.choice(field.options).value for row in rows}
        case Kind.LOCATION:
            degrees: dict[str, Json] = {"latitude": "35.681236", "longitude": "-0.127647"}
            return {"text": "中央公園の北の入口", **(degrees if random.random() < 0.5 else {})}
        case Kind.FILE:
            return [
                str(UUID(int=random.getrandbits(128))) for _ in range(random.randint(max(field.least, 1), field.most))
            ]
        case Kind.CONSENT:
            return True
        case _:
            return None


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text.replace("󠄀", "")[:most].strip(" \u3000\n") or "ア"


def _date(field: Field, random: Random, today: date) -> date:
    earliest = today if field.earliest == "today" else field.earliest
    latest = today if field.latest == "today" else field.latest
    first = earliest or (latest or today) - timedelta(days=3650)
    last = latest or first + timedelta(days=7300)
    if random.random() < 0.5:  # people are asked about days near today, and checks look at them
        first, last = max(first, min(today - NEAR, last)), min(last, max(today + NEAR, first))
    return first + timedelta(days=random.randint(0, max((last - first).days, 0)))
