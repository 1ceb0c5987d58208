"""Valid random answers for any form: for property tests, benchmarks and demonstrations. All people are fictional."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from madoguchi.line.forms.core.answers import is_given
from madoguchi.line.forms.core.conditions import holds
from madoguchi.line.forms.core.fields import Field, Form, Json, Kind

NAMES = ("港　花子", "辻󠄀　葉子", "髙橋　一郎", "﨑山 みのり", "神田　福", "Nguyen Van An", "龢田　𠮷雄", "長宗我部　元")
READINGS = ("ミナト　ハナコ", "ツジ　ヨウコ", "タカハシ　イチロウ", "サキヤマ　ミノリ", "グエン・ヴァン・アン")
STREETS = ("みなも市汐見町一丁目2番3号", "みなも市大字浜字松原45番地の6", "みなも市中央３－２－１")
TEXTS = ("特にありません。", "平日の午前中に連絡をお願いします。", "1行目", "<b>&\"'{}%", "𩸽と鮭")


def valid_answers(form: Form, random: Random, *, today: date, fill: float = 0.6) -> dict[str, Json]:
    """Return answers that pass every check and hold nothing of hidden questions.

    Args:
        form: any form.
        random: source of chance; the same state gives the same answers.
        today: dates are chosen around it as the form allows.
        fill: how often an optional question is answered, 0 to 1.
    """
    answers: dict[str, Json] = {}
    for page in form.pages:
        if not holds(page.show_when, answers):
            continue
        for field in page.fields:
            if not holds(field.show_when, answers) or not _is_answered(field, random, fill):
                continue
            value = (
                _items(field, answers, random, today, fill)
                if field.kind is Kind.GROUP
                else _value(field, random, today)
            )
            if is_given(value):
                answers[field.id] = value
    return answers


def _is_answered(field: Field, random: Random, fill: float) -> bool:
    return field.required or (field.kind is Kind.GROUP and field.least > 0) or random.random() < fill


def _items(group: Field, top: dict[str, Json], random: Random, today: date, fill: float) -> Json:
    items: list[Json] = []
    for _ in range(random.randint(group.least, min(group.most, group.least + 3))):
        item: dict[str, Json] = {}
        for field in group.fields:
            if holds(field.show_when, top, item) and _is_answered(field, random, fill):
                value = _value(field, random, today)
                if is_given(value):
                    item[field.id] = value
        if item or len(items) < group.least:
            items.append(item)
    return items


def _value(field: Field, random: Random, today: date) -> Json:
    match field.kind:
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
    return first + timedelta(days=random.randint(0, max((last - first).days, 0)))
