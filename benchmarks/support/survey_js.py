"""The form of ``rules_form`` as SurveyJS has it: survey-core and survey-js-ui from npm (MIT), packed into a folder."""

import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from support.rules_form import answered, definition

VERSION = "2.5.38"
NAME = f"SurveyJS {VERSION}"
SCRIPTS = (("survey-core", "package/survey.core.min.js"), ("survey-js-ui", "package/survey-js-ui.min.js"))
TYPE_IN = """(changes) => {
    for (const [name, value] of changes) {
        const is = window.survey.getQuestionByName(name).getType() === "text" && value !== "" && !isNaN(value);
        window.survey.setValue(name, is ? Number(value) : value);
    }
}"""
_START = """
Survey.settings.lazyRender.enabled = false;
window.survey = new Survey.Model(MODEL);
window.survey.data = DATA;
window.survey.render(document.getElementById("survey"));
"""
_KINDS = {"number": "number", "yen": "number", "date": "date"}


def page(cache: Path) -> dict[str, tuple[str, str]]:
    """Return the files of one page with the whole form, by path; what is not in the folder yet is packed by npm."""
    scripts = {f"/{package}.js": ("text/javascript", _script(cache, package, inside)) for package, inside in SCRIPTS}
    start = _START.replace("MODEL", json.dumps(model())).replace("DATA", json.dumps(answered()))
    tags = "".join(f'<script src="{name}"></script>' for name in (*scripts, "/start.js"))
    html = f'<!doctype html><title>form</title><div id="survey"></div>{tags}'
    return {"/": ("text/html", html), **scripts, "/start.js": ("text/javascript", start)}


def model() -> dict[str, Any]:
    """Return the questions, their conditions, checks and sums in SurveyJS's words."""
    fields = definition()["form"]["pages"][0]["fields"]
    return {"elements": [_element(one, n) for n, one in enumerate(fields)], "checkErrorsMode": "onValueChanged"}


def _element(field: dict[str, Any], at: int) -> dict[str, Any]:
    name, kind = field["id"], field["type"]
    n = name.lstrip("abcdefghijklmnopqrstuvwxyz")
    before = max(int(n or 0) - 1, 0)
    made: dict[str, Any] = {"name": name, "title": field["label"]["ja"], "type": "text"}
    if kind in ("yesno", "choice"):
        made |= {"type": "radiogroup", "choices": ["yes", "no"] if kind == "yesno" else ["a", "b", "c"]}
    elif kind == "calculation":
        sums = " + ".join("{" + one + "}" for one in field["calculation"].split(" + "))
        made |= {"type": "expression", "expression": sums if at > 690 else
                 f"iif({{has{before}}} = 'yes', {{count{n}}} * {{each{n}}}, 0)"}  # fmt: skip
    else:
        made["inputType"] = _KINDS.get(kind, "text")
    if "show_when" in field:
        made["visibleIf"] = f"({{has{before}}} = 'yes' or {{kind{n}}} = 'a') and {{count{n}}} > 3"
    if "checks" in field:
        rule = f"{{count{n}}} * {{each{n}}} <= 1000000 or {{has{n}}} = 'no'"
        made["validators"] = [{"type": "expression", "expression": rule, "text": field["checks"][0]["message"]["ja"]}]
    return made


def _script(cache: Path, package: str, inside: str) -> str:
    file = cache / f"{package}-{VERSION}.tgz"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", f"{package}@{VERSION}"], cwd=cache, check=True, capture_output=True)
    with tarfile.open(file) as archive:
        found = archive.extractfile(inside)
        if found is None:
            raise RuntimeError(f"{inside} is not in {file}")
        return found.read().decode()
