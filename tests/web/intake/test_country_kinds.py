"""A resident answers questions of the country's kinds: told what to mend, shown in words, sent and kept."""

from __future__ import annotations

import pytest

from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.intake.models import Application
from tests.support.kinds import kinds_page
from tests.support.procedures import definition
from tests.web.intake.steps import PERSON, RECEIVING, Resident, text

pytestmark = pytest.mark.django_db
TYPED = {
    "firm": "７０００-０１２０-５０００２",
    "head-family": "辻󠄀",
    "head-given": "葉子",
    "since-era": "R",
    "since-year": "元",
    "since-month": "5",
    "place-text": "中央公園の北の入口",
    "place-latitude": "35.68",
    "place-longitude": "139.77",
    "days-from-era": "W",
    "days-from-year": "2026",
    "days-from-month": "5",
    "days-from-day": "10",
    "effects-noise": "never",
    "effects-dust": "some",
    "effects-traffic": "often",
    "contact_is-relation": "other",
    "contact_is-text": "いとこ",
    "promise": "yes",
    "promise-language": "ja",
}
KEPT = {
    "firm": "7000012050002",
    "head": "辻󠄀　葉子",
    "since": "2019-05",
    "place": {"text": "中央公園の北の入口", "latitude": "35.680000", "longitude": "139.770000"},
    "days": {"from": "2026-05-10"},
    "effects": {"noise": "never", "dust": "some", "traffic": "often"},
    "contact_is": {"relation": "other", "text": "いとこ"},
    "promise": "書いたことは事実と違いません。工事のあいだ、通る方の安全を守ります。",
}
WORDS = (
    "法人番号 7000012050002",
    "代表者の氏名 辻󠄀　葉子".replace("　", " "),
    "令和元年5月（2019年）",
    "緯度 35.680000、経度 139.770000",
    "令和8年5月10日（2026年）から",
    "夜の音：ない",
    "その他（いとこ）",
    "次のとおり宣誓しました（署名の代わり）。",
)


def test_a_page_of_them_is_mended_shown_in_words_and_sent(resident: Resident) -> None:
    made = definition("bus-pass")
    made["form"]["pages"].append(kinds_page())
    forms.publish(procedure_code="bus-pass", definition=made, actor=resident.office.founder, at=now())
    draft_id = resident.begin()
    resident.save(draft_id, "person", PERSON)
    resident.save(draft_id, "receiving", RECEIVING)

    wrong = resident.save(draft_id, "kinds", {**TYPED, "firm": "7000012050003", "days-to-year": "x", "head-given": ""})
    assert wrong.status_code == 422
    said = text(wrong)
    for part in ("「法人番号」：", "「代表者の氏名」の名を入力してください。", "「道路を使う期間」："):
        assert part in said
    assert 'value="7000012050003"' in wrong.content.decode()

    assert resident.save(draft_id, "kinds", TYPED).status_code == 303
    shown = text(resident.review(draft_id))
    assert [one for one in WORDS if one not in shown] == []
    resident.send(draft_id)
    with body_scope(resident.office.body):
        answers = intake.answers(Application.objects.get().id)
    assert {name: answers[name] for name in KEPT} == KEPT
