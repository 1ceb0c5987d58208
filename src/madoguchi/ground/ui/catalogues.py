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
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import madoguchi

ROOT = Path(madoguchi.__file__).parent
FOLDERS = {"en": "en", "ja_Easy": "ja"}  # folder → locale whose plural rule it follows

_TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')[^%]*%\}""")
_UNDERSCORE = re.compile(r"""(?<![\w.])_\("((?:[^"\\]|\\.)*)"\)""")
_BLOCK = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_GETTEXT = re.compile(r"""\b(?:gettext|gettext_lazy|_)\(\s*"((?:[^"\\]|\\.)*)"\s*,?\s*\)""")


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a catalogue lacks. ``kind``: ``missing`` (no entry), ``untranslated``, ``fuzzy`` or ``unused``."""

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
    for source in po_files(root):
        folder = source.parents[1].name
        used = set(texts_of(source.parents[3]))
        catalogue = _read(source)
        known = {_first(message.id) for message in catalogue if message.id}
        for message in catalogue:
            words = _first(message.id)
            if not words:
                continue
            if message.fuzzy:
                yield Lack(source, "fuzzy", words)
            if not _is_whole(message.string):
                yield Lack(source, "untranslated", words)
            if words not in used:
                yield Lack(source, "unused", words)
        if folder == "en":
            yield from (Lack(source, "missing", words) for words in sorted(used - known))


def texts_of(app: Path) -> Iterator[str]:
    """Yield the texts that templates and Python code below ``app`` ask to have translated."""
    for template in sorted(app.glob("**/templates/**/*")):
        if template.suffix in {".html", ".txt"}:
            yield from _template_texts(template.read_text(encoding="utf-8"))
    for module in sorted(app.glob("**/*.py")):
        code = module.read_text(encoding="utf-8")
        if "django.utils.translation" in code:
            yield from (_plain(words) for words in _GETTEXT.findall(code))


def _template_texts(source: str) -> Iterator[str]:
    for double, single in _TRANSLATE.findall(source):
        yield _plain(double or single)
    for words in _UNDERSCORE.findall(source):
        yield _plain(words)
    for block in _BLOCK.findall(source):
        # A literal % is doubled by blocktranslate, and {{ name }} becomes %(name)s.
        one = _PLURAL.split(block)[0].replace("%", "%%")
        yield _VARIABLE.sub(r"%(\1)s", one)


def _plain(words: str) -> str:
    return words.replace('\\"', '"').replace("\\'", "'")


def _is_whole(translation: object) -> bool:
    forms = [translation] if isinstance(translation, str) else translation
    return isinstance(forms, list | tuple) and all(forms)


def _first(words: str | tuple[str, ...] | list[str]) -> str:
    return words if isinstance(words, str) else words[0]


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
