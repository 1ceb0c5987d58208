"""Translation catalogues: found beside every app, compiled with Babel, and asked what they still lack.

``madoguchi`` sources hold ``locale/<folder>/LC_MESSAGES/django.po``; the ``.mo`` files stand beside them and are never
committed. Folders: ``en`` for English, ``ja_Easy`` for easy Japanese (Django makes that of the code ``ja-easy``).
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import madoguchi

ROOT = Path(madoguchi.__file__).parent
FOLDERS = {"en": "en", "ja_Easy": "ja"}  # folder → locale whose plural rule it follows

_TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')([^%]*)%\}""")
_CONTEXT = re.compile(r"""\bcontext\s+["']([^"']*)["']""")
_UNDERSCORE = re.compile(r"""(?<![\w.])_\("((?:[^"\\]|\\.)*)"\)""")
_BLOCK = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_GETTEXT = re.compile(r"""\b(?:gettext|gettext_lazy|_)\(\s*"((?:[^"\\]|\\.)*)"\s*,?\s*\)""")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """What is to be translated; ``context`` tells apart what Japanese says in one word and English does not."""

    words: str
    context: str = ""

    def __str__(self) -> str:
        return f"{self.words} ({self.context})" if self.context else self.words


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a catalogue lacks.

    ``kind``: ``missing`` (no entry), ``untranslated``, ``fuzzy``, ``unused``, or ``other words`` than another English
    catalogue has for the same: Django reads all of them as one, and the order of the apps
    would choose.
    """

    file: Path
    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.kind}: {self.words}"


def po_files(root: Path = ROOT) -> list[Path]:
    """Return the catalogues below ``root``, sorted."""
    return sorted(root.glob("**/locale/*/LC_MESSAGES/django.po"))


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write every ``django.mo`` below ``root`` that is not of its ``django.po`` as it is now; return those written.

    Fuzzy entries are left out, so that a doubtful sentence never shows. Readers see the old file or the new one, never
    a part. Several processes may compile at once: each gives the file the time of the source that it read, so what a
    change overtook is found out the next time.
    """
    written: list[Path] = []
    for source in po_files(root):
        target = source.with_suffix(".mo")
        of = source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns == of:
            continue
        content = io.BytesIO()
        write_mo(content, _read(source))
        with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".mo", delete=False) as file:
            file.write(content.getvalue())
        made = Path(file.name)
        made.chmod(0o644)  # a temporary file is its owner's alone
        os.utime(made, ns=(of, of))
        made.replace(target)
        written.append(target)
    return written


def lacks(root: Path = ROOT) -> Iterator[Lack]:
    """Yield what is missing, untranslated, fuzzy or no longer used, app by app.

    English must have every text of an app; easy Japanese only has those that a resident reads, so nothing is missing
    there, but what stands in it must be whole and used.
    """
    english: dict[Text, object] = {}
    for source in po_files(root):
        folder = source.parents[1].name
        used = set(texts_of(source.parents[3]))
        catalogue = _read(source)
        known = {_text(message) for message in catalogue if message.id}
        for message in catalogue:
            text = _text(message)
            if not text.words:
                continue
            if message.fuzzy:
                yield Lack(source, "fuzzy", str(text))
            if not _is_whole(message.string):
                yield Lack(source, "untranslated", str(text))
            if text not in used:
                yield Lack(source, "unused", str(text))
            if folder == "en" and english.setdefault(text, message.string) != message.string:
                yield Lack(source, "other words", str(text))
        if folder == "en":
            yield from (Lack(source, "missing", str(text)) for text in sorted(used - known))


def texts_of(app: Path) -> Iterator[Text]:
    """Yield the texts that templates and Python code below ``app`` ask to have translated."""
    for template in sorted(app.glob("**/templates/**/*")):
        if template.suffix in {".html", ".txt"}:
            yield from _template_texts(template.read_text(encoding="utf-8"))
    for module in sorted(app.glob("**/*.py")):
        code = module.read_text(encoding="utf-8")
        if "django.utils.translation" in code:
            yield from (Text(_plain(words)) for words in _GETTEXT.findall(code))


def _template_texts(source: str) -> Iterator[Text]:
    for double, single, rest in _TRANSLATE.findall(source):
        context = _CONTEXT.search(rest)
        yield Text(_plain(double or single), context[1] if context else "")
    for words in _UNDERSCORE.findall(source):
        yield Text(_plain(words))
    for block in _BLOCK.findall(source):
        # A literal % is doubled by blocktranslate, and {{ name }} becomes %(name)s.
        one = _PLURAL.split(block)[0].replace("%", "%%")
        yield Text(_VARIABLE.sub(r"%(\1)s", one))


def _plain(words: str) -> str:
    return words.replace('\\"', '"').replace("\\'", "'")


def _is_whole(translation: object) -> bool:
    forms = [translation] if isinstance(translation, str) else translation
    return isinstance(forms, list | tuple) and all(forms)


def _text(message: BabelMessage) -> Text:
    return Text(message.id if isinstance(message.id, str) else message.id[0], message.context or "")


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=FOLDERS.get(source.parents[1].name), abort_invalid=True)


def main(arguments: list[str]) -> int:
    """``compile`` or ``check``; return the exit status."""
    if arguments == ["compile"]:
        for path in compile_all():
            sys.stdout.write(f"{path}\n")
        return 0
    if arguments == ["check"]:
        found = list(lacks())
        for lack in found:
            sys.stdout.write(f"{lack}\n")
        return 1 if found else 0
    sys.stderr.write("usage: python -m madoguchi.ground.ui.catalogues compile|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
