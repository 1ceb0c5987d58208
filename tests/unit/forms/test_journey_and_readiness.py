"""The seven steps of a person through a procedure, counted; and the four conditions as they are typed."""

from __future__ import annotations

from typing import Any

from madoguchi.line.forms.core import readiness
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.journey import Standing, Step, journey
from tests.support.procedures import definition

CALM = Standing(obstacles=frozenset(), has_phone=True, has_end=False)


def steps(standing: Standing = CALM, **procedure: Any) -> list[Step]:
    made = definition("jido-teate")
    made["procedure"] |= procedure
    return list(journey(parse_definition(made), standing))


def test_the_steps_are_the_seven_in_their_order() -> None:
    labels = [one.label.ja for one in steps()]
    assert labels == [
        "ニーズに気づく", "窓口を探す", "書類を集める", "作成", "提出", "受理", "結果を受けて行動する",
    ]  # fmt: skip


def test_what_is_missing_before_the_form_hurts() -> None:
    bare = {"keywords": [], "minutes_to_fill": 45}
    found = steps(Standing(frozenset({"seal", "fee"}), has_phone=False, has_end=True), **bare)
    assert "探す言葉が登録されていません。" in [one.ja for one in found[0].hurts]
    assert "担当の課の電話番号がありません。" in [one.ja for one in found[1].hurts]
    assert "20分を超えます。" in [one.ja for one in found[3].hurts]
    assert [one.ja for one in found[4].hurts] == ["押印・署名が残っています。", "手数料をオンラインで納められません。"]
    assert "受付期間があります。" in [one.ja for one in found[4].met]
    assert steps()[4].hurts == ()


def test_a_condition_not_met_wants_a_word_and_every_one_an_answer() -> None:
    typed = {"digital": ("yes", ""), "phone": ("no", "  "), "intuitive": ("maybe", ""), "need": ("no", "x" * 501)}
    said, faults = readiness.read(typed)
    assert set(said) == {"digital"}
    assert set(faults) == {"phone", "intuitive", "need"}
    typed = dict.fromkeys(readiness.CONDITIONS, ("no", " まだ紙 "))
    said, faults = readiness.read(typed)
    assert faults == {}
    assert {one.word for one in said.values()} == {"まだ紙"}
