"""Run as a program in a deployment: what its drafts, applications and documents look like, as hashes (JSON).

    python -m tests.support.fingerprints [--newest]

Per draft and per revision of an application, with the version it is pinned to: ``html`` (every page, three languages,
byte for byte), ``said`` (the words, inputs, values and limits of those pages, whatever their looks), ``checked``
(every defect with its path and sentence, also of answers made wrong on purpose) and ``summary``. Per document: ``pdf``
(its bytes), ``printed`` (its text). ``--newest`` takes the newest version instead of the pinned one: a test that finds
no difference then would find none at all.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

TODAY = date(2026, 4, 15)
LANGUAGES = ("ja", "en", "ja-easy")
_CONTROLS = {"input", "select", "option", "textarea", "label", "legend", "fieldset"}
_TELLING = {"name", "type", "value", "for", "required", "checked", "selected", "maxlength", "min", "max", "multiple"}
Shown = dict[str, str]


def fingerprint(content: object) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False, default=str).encode()
    return sha256(text).hexdigest()


class _Said(HTMLParser):
    """Keeps the words, and what a person can enter where."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CONTROLS:
            self.found.append([tag, sorted((name, value) for name, value in attrs if name in _TELLING)])

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.found.append(words)


def said(html: str) -> list[object]:
    reader = _Said()
    reader.feed(html)
    return reader.found


def wrong(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that no form takes: too long, of another type, unknown."""
    return {name: "あ" * 500 if isinstance(value, str) else None for name, value in answers.items()} | {"unknown": 1}


def of_answers(version: Any, answers: Mapping[str, Any]) -> Shown:
    from madoguchi.line.forms import public as forms

    form = version.form
    pages = [
        str(forms.page_html(version.sha256, form, page.id, answers, language))
        for language in LANGUAGES
        for page in form.pages
    ]
    checked = [
        [error.path, error.fault, [error.message.text(language) for language in LANGUAGES]]
        for given in (answers, wrong(answers), {})
        for error in forms.check_all(form, given, today=TODAY)
    ]
    return {
        "html": fingerprint(pages),
        "said": fingerprint([said(page) for page in pages]),
        "checked": fingerprint(checked),
        "summary": fingerprint([_rows(forms.summary(form, answers, language)) for language in LANGUAGES]),
    }


def _rows(summary: object) -> str:
    """What a summary holds; where answers come from was not known before 2026-11-22, and most were typed."""
    return repr(summary).replace(", source=''", "")


def printed(pdf: bytes) -> list[str]:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def shown(*, newest: bool) -> Iterator[tuple[str, Shown]]:
    from madoguchi.ground.foundation.public import Body, body_scope, files
    from madoguchi.line.forms import public as forms
    from madoguchi.line.forms.models import Draft, ProcedureVersion
    from madoguchi.line.intake.models import AnswerRevision
    from madoguchi.office.documents.models import IssuedDocument

    for body in Body.objects.order_by("slug"):
        with body_scope(body):
            last = {row.procedure_id: row.id for row in ProcedureVersion.objects.order_by("number")}

            def version(row: Any, last: Mapping[Any, Any] = last) -> Any:
                pinned = forms.version(row.version_id)
                return forms.version(last[pinned.procedure_id]) if newest else pinned

            for draft in Draft.objects.filter(is_closed=False).order_by("id"):
                yield f"draft {draft.id}", of_answers(version(draft), json.loads(draft.answers))
            for row in AnswerRevision.objects.select_related("application").order_by("id"):
                yield f"answers {row.id}", of_answers(version(row.application), row.as_json())
            for document in IssuedDocument.objects.exclude(file=None).order_by("id"):
                _row, content = files.read(document.file_id)
                yield f"document {document.id}", {"pdf": fingerprint(content), "printed": fingerprint(printed(content))}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(dict(shown(newest="--newest" in sys.argv)), indent=1))
