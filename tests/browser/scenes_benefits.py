"""「もらえる手当を調べる」 in its states, and the application that takes the answers over."""

from __future__ import annotations

from tests.browser.scenes import Stops, Visit, scene

HARD = ("single", "disability", "pregnancy", "assistance")


def child(number: int, era: str, year: str, month: str, day: str) -> dict[str, str]:
    """The boxes of one child's birth date."""
    return {f"children-{number}-{part}": text for part, text in (("year", year), ("month", month), ("day", day))} | {
        f"children-{number}-era": era
    }


@scene("portal:benefits", "intake:draft_page", "intake:draft_review")
def benefits(visit: Visit) -> Stops:
    """From the first question to the application."""
    parent = visit()
    parent.open("benefits/")
    yield "start", parent
    parent.press("質問をはじめる")
    yield "children", parent
    parent.fill(child(0, "R", "7", "2", "30"))
    parent.press("次へ進む", status=422)
    yield "children-wrong", parent
    parent.fill(child(0, "R", "7", "2", "3"))
    parent.press("お子さんを追加する")
    parent.fill(child(1, "W", "2006", "9", "20"))
    yield "children-filled", parent
    parent.press("次へ進む")
    yield "situations", parent
    parent.press("次へ進む", status=422)
    yield "situations-wrong", parent
    parent.press("ここまでの答えで結果を見る")
    yield "result-early", parent
    parent.press("質問の続きに答える")
    parent.fill(dict.fromkeys((f"s-{key}" for key in ("single", "disability", "assistance")), "no"))
    parent.fill({"s-pregnancy": "yes"})
    parent.press("次へ進む")
    for number in range(1, 12):
        if not parent.page.locator('input[name="page"]').count():
            break
        yield f"question-{number}", parent
        parent.fill(
            {"v-child-02": "yes", "u-whole": "unknown"}
            if parent.page.locator('[name="u-whole"], [name="v-child-02"]').count()
            else {"v-whole": "yes"}
        )
        parent.press("次へ進む")
    yield "result", parent
    parent.click('form[action$="/apply/jido-teate/"] button')
    draft = parent.page.url.split("/p/")[0]
    parent.open(f"{draft}/p/children/")
    yield "carried", parent
    parent.open(f"{draft}/review/")
    yield "review", parent


@scene("portal:benefits")
def benefits_in_other_languages(visit: Visit) -> Stops:
    """The same in English and easy Japanese, to the result."""
    for language, code in (("English", "en"), ("やさしい日本語", "easy")):
        reader = visit()
        reader.open("benefits/")
        reader.page.locator("summary", has_text="Language").click()
        reader.press(language, within=".m-preferences")
        yield f"start-{code}", reader
        reader.click("main form.m-start button")
        reader.fill(child(0, "W", "2025", "2", "3"))
        reader.click("main form.m-form .m-actions button")
        yield f"situations-{code}", reader
        reader.click('main form.m-form button[name="result"]')
        yield f"result-{code}", reader
