"""Catalogues are whole; what is not is named; easy Japanese falls back to Japanese."""

from __future__ import annotations

import os
import subprocess
import sys
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError
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
    assert {str(text) for text in catalogues.texts_of(app)} == {
        "申請",
        "氏名",
        "住所",
        "審査",
        "%(n)s件で100%%です",
        "%(c)s人",
    }


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


def test_a_context_tells_two_english_words_apart(app: Path) -> None:
    page = app / "templates" / "b.html"
    page.write_text("{% translate '氏名' context 'of a file' as name %}", encoding="utf-8")
    write(app, WHOLE)
    assert [(lack.kind, lack.words) for lack in catalogues.lacks(app)] == [("missing", "氏名 (of a file)")]

    write(app, WHOLE + '\nmsgctxt "of a file"\nmsgid "氏名"\nmsgstr "File name"\n')
    assert list(catalogues.lacks(app)) == []

    page.unlink()
    assert [(lack.kind, lack.words) for lack in catalogues.lacks(app)] == [("unused", "氏名 (of a file)")]


def test_one_text_has_one_english_in_all_catalogues(tmp_path: Path) -> None:
    for room, english in (("a", "Officer"), ("b", "In charge"), ("c", "Officer")):
        page = tmp_path / room / "templates" / "page.html"
        page.parent.mkdir(parents=True)
        page.write_text('{% translate "担当" %}', encoding="utf-8")
        write(tmp_path / room, f'msgid "担当"\nmsgstr "{english}"\n')

    (found,) = catalogues.lacks(tmp_path)
    assert (found.kind, found.words, found.file.parts[-5]) == ("other words", "担当", "b")


def test_easy_japanese_may_be_partial_but_not_stale(app: Path) -> None:
    write(app, 'msgid "申請"\nmsgstr "もうしこみ"\n\nmsgid "届出"\nmsgstr "とどけ"\n', "ja_Easy")

    assert [(lack.kind, lack.words) for lack in catalogues.lacks(app)] == [("unused", "届出")]


def test_catalogues_are_compiled_once_and_again_after_a_change(app: Path) -> None:
    source = write(app, WHOLE)

    targets = [source.with_suffix(".mo")]
    targets += [source.parents[2] / folder / "LC_MESSAGES" / "django.mo" for folder in catalogues.FURTHER]

    assert catalogues.compile_all(app) == targets
    assert catalogues.compile_all(app) == []
    for seconds in (10, -10):  # an older source too: another branch was checked out
        then = source.with_suffix(".mo").stat().st_mtime + seconds
        os.utime(source, (then, then))
        assert catalogues.compile_all(app) == targets


def test_a_further_language_says_in_english_what_it_lacks(app: Path) -> None:
    write(app, WHOLE)
    own = write(app, 'msgid "氏名"\nmsgstr "Họ tên"\n', "vi")

    catalogues.compile_all(app)

    content = own.with_suffix(".mo").read_bytes()
    assert "Họ tên".encode() in content
    assert b"Application" in content
    assert b"Name" not in content


def test_a_source_that_cannot_be_read_leaves_the_old_words_and_nothing_else(app: Path) -> None:
    source = write(app, WHOLE)
    catalogues.compile_all(app)
    before = source.with_suffix(".mo").read_bytes()
    source.write_text("nonsense\n", encoding="utf-8")

    with pytest.raises(PoFileError):
        catalogues.compile_all(app)

    assert source.with_suffix(".mo").read_bytes() == before
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


COMPILE_OFTEN = """
import os, sys, time
from pathlib import Path
from madoguchi.ground.ui import catalogues
root = Path(sys.argv[1])
source = catalogues.po_files(root)[0]
for turn in range(60):
    os.utime(source, (turn, time.time() + turn + 1))  # later than any target: always to be compiled
    catalogues.compile_all(root)
"""


def test_processes_that_compile_at_once_never_show_half_a_file(app: Path) -> None:
    source = write(app, WHOLE)
    catalogues.compile_all(app)
    environment = {**os.environ, "PYTHONPATH": str(catalogues.ROOT.parent)}
    command = [sys.executable, "-c", COMPILE_OFTEN, str(app)]
    compiling = [subprocess.Popen(command, env=environment) for _ in range(2)]
    seen = set()

    while any(process.poll() is None for process in compiling):
        seen.add(source.with_suffix(".mo").read_bytes())

    assert [process.returncode for process in compiling] == [0, 0]
    for content in seen:
        words = GNUTranslations(BytesIO(content))  # reads all of it, or fails
        assert [words.gettext(one) for one in ("申請", "氏名", "住所", "審査")] == [
            "Application",
            "Name",
            "Address",
            "Review",
        ]
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


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
