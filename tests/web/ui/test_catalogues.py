"""Catalogues are whole; what is not is named; easy Japanese falls back to Japanese."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, to_locale

from madoguchi.ground.ui import catalogues

UI = catalogues.ROOT / "ground" / "ui"
HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app with two templates' texts and one of Python."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(
        '{% translate "申請" %}{% translate "氏名" as name %}{% breadcrumb _("住所") %}'
        "{% blocktranslate with n=x %}{{ n }}件で100%です{% endblocktranslate %}"
        "{% blocktranslate count c=k %}{{ c }}人{% plural %}{{ c }}人々{% endblocktranslate %}",
        encoding="utf-8",
    )
    (tmp_path / "views.py").write_text(
        'from django.utils.translation import gettext_lazy\nTITLE = gettext_lazy("審査")\n', encoding="utf-8"
    )
    (tmp_path / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write(app: Path, entries: str, folder: str = "en") -> Path:
    path = app / "locale" / folder / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + entries, encoding="utf-8")
    return path


WHOLE = (
    'msgid "申請"\nmsgstr "Application"\n\nmsgid "氏名"\nmsgstr "Name"\n\nmsgid "住所"\nmsgstr "Address"\n\n'
    'msgid "審査"\nmsgstr "Review"\n\nmsgid "%(n)s件で100%%です"\nmsgstr "%(n)s make 100%%"\n\n'
    'msgid "%(c)s人"\nmsgid_plural "%(c)s人々"\nmsgstr[0] "%(c)s person"\nmsgstr[1] "%(c)s people"\n'
)


def test_our_own_catalogues_lack_nothing() -> None:
    assert [str(lack) for lack in catalogues.lacks(UI)] == []


def test_every_text_is_found(app: Path) -> None:
    assert set(catalogues.texts_of(app)) == {"申請", "氏名", "住所", "審査", "%(n)s件で100%%です", "%(c)s人"}


def test_a_whole_catalogue_lacks_nothing(app: Path) -> None:
    write(app, WHOLE)

    assert list(catalogues.lacks(app)) == []


@pytest.mark.parametrize(
    "change, kind, words",
    [
        (('msgid "氏名"\nmsgstr "Name"\n\n', ""), "missing", "氏名"),
        (('"Name"', '""'), "untranslated", "氏名"),
        (('"%(c)s people"', '""'), "untranslated", "%(c)s人"),
        (('msgid "氏名"', '#, fuzzy\nmsgid "氏名"'), "fuzzy", "氏名"),
        (('msgid "申請"', 'msgid "届出"\nmsgstr "Filing"\n\nmsgid "申請"'), "unused", "届出"),
    ],
)
def test_what_is_lacking_is_named(app: Path, change: tuple[str, str], kind: str, words: str) -> None:
    write(app, WHOLE.replace(*change))

    assert [(lack.kind, lack.words) for lack in catalogues.lacks(app)] == [(kind, words)]


def test_easy_japanese_may_be_partial_but_not_stale(app: Path) -> None:
    write(app, 'msgid "申請"\nmsgstr "もうしこみ"\n\nmsgid "届出"\nmsgstr "とどけ"\n', "ja_Easy")

    assert [(lack.kind, lack.words) for lack in catalogues.lacks(app)] == [("unused", "届出")]


def test_catalogues_are_compiled_once_and_again_after_a_change(app: Path) -> None:
    source = write(app, WHOLE)

    assert catalogues.compile_all(app) == [source.with_suffix(".mo")]
    assert catalogues.compile_all(app) == []
    later = source.with_suffix(".mo").stat().st_mtime + 10
    import os

    os.utime(source, (later, later))
    assert catalogues.compile_all(app) == [source.with_suffix(".mo")]


def test_a_doubtful_sentence_is_not_compiled(app: Path) -> None:
    source = write(app, WHOLE.replace('msgid "氏名"', '#, fuzzy\nmsgid "氏名"'))

    catalogues.compile_all(app)

    content = source.with_suffix(".mo").read_bytes()
    assert b"Application" in content
    assert b"Name" not in content


def test_the_folder_of_easy_japanese_is_what_django_looks_for() -> None:
    assert to_locale("ja-easy") in catalogues.FOLDERS


def test_easy_japanese_speaks_easily_and_falls_back_to_japanese() -> None:
    with translation.override("ja-easy"):
        assert gettext("未入力") == "まだ 書いていません"
        assert gettext("職員画面") == "職員画面"  # staff read no easy Japanese


def test_easy_japanese_is_known_by_its_own_name() -> None:
    info = translation.get_language_info("ja-easy")

    assert info["name_local"] == "やさしい日本語"
