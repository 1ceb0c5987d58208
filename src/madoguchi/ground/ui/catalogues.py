"""Translation catalogues: found beside every app, compiled with Babel, and asked what they still lack.

``madoguchi`` sources hold ``locale/<folder>/LC_MESSAGES/django.po``; the ``.mo`` files stand beside them and are never
committed. Folders: ``en`` for English, ``ja_Easy`` for easy Japanese (Django makes that of the code ``ja-easy``), and
``zh_Hans``, ``ko``, ``vi``, ``pt``, the further languages of residents' pages. A further language says in English what
its own catalogue lacks, and it holds the sentences of the code (``Message``) too, which say the other three themselves.
"""

import ast
import io
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import madoguchi

ROOT = Path(madoguchi.__file__).parent
FURTHER = {"zh_Hans": "zh_Hans", "ko": "ko", "vi": "vi", "pt": "pt"}
FOLDERS = {"en": "en", "ja_Easy": "ja", **FURTHER}  # folder → locale whose plural rule it follows
WHOLE: Mapping[str, Sequence[str]] = {
    "ground/ui": ("templates/ui/*.html", "templates/ui/components/*.html", "components/*.py"),
    "line/forms": (
        "core/messages.py", "core/condition_words.py", "core/relations.py", "core/summary.py", "core/fields.py",
        "rendering.py", "refusals.py",
    ),
    "line/intake": (
        *(f"web/templates/intake/{name}.html"
          for name in ("_before", "start", "proxy", "form_page", "later", "review", "receipt")),
        "core/states.py", "web/form_pages.py", "web/starting.py",
    ),
}  # fmt: skip
"""By app: where the words stand that somebody meets who fills in a form and sends it. Of what easy Japanese says
there too, no further language may lack anything. (What only staff reads has no easy Japanese.)"""

_MILLISECOND = 1_000_000  # in nanoseconds
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
    """Write every ``django.mo`` below ``root`` that is not of its sources as they are now; return those written.

    Fuzzy entries are left out, so that a doubtful sentence never shows. Readers see the old file or the new one, never
    a part. Several processes may compile at once: each gives the file the time of the source that it read, so what a
    change overtook is found out the next time.
    """
    written: list[Path] = []
    for target, sources in _targets(root).items():
        times = [source.stat().st_mtime_ns for source in sources]
        of = max(times) // _MILLISECOND * _MILLISECOND + sum(times) % _MILLISECOND  # of one source: its very time
        if target.exists() and target.stat().st_mtime_ns == of:
            continue
        content = io.BytesIO()
        write_mo(content, _joined(sources))
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".mo", delete=False) as file:
            file.write(content.getvalue())
        made = Path(file.name)
        made.chmod(0o644)  # a temporary file is its owner's alone
        os.utime(made, ns=(of, of))
        made.replace(target)
        written.append(target)
    return written


def _targets(root: Path) -> Mapping[Path, Sequence[Path]]:
    """Return the files to be written, each with its sources: its own first, English behind further languages."""
    found: dict[Path, list[Path]] = {}
    for source in po_files(root):
        found.setdefault(source.with_suffix(".mo"), []).insert(0, source)
        if source.parents[1].name == "en":
            for folder in FURTHER:
                target = source.parents[2] / folder / "LC_MESSAGES" / "django.mo"
                found.setdefault(target, []).append(source)
    return found


def _joined(sources: Sequence[Path]) -> Catalog:
    """Return the first catalogue with what it lacks taken from the others."""
    whole = _read(sources[0])
    for source in sources[1:]:
        for message in _read(source):
            known = whole.get(message.id, message.context)
            if message.id and (known is None or not known.string):
                whole[message.id] = BabelMessage(message.id, message.string, context=message.context)
    return whole


def lacks(root: Path = ROOT) -> Iterator[Lack]:
    """Yield what is missing, untranslated, fuzzy or no longer used, app by app.

    English must have every text of an app; easy Japanese only has those that a resident reads, so nothing is missing
    there, but what stands in it must be whole and used. A further language must have what ``WHOLE`` names.
    """
    said: dict[tuple[str, Text], object] = {}
    for source in po_files(root):
        folder = source.parents[1].name
        app = source.parents[3]
        used = set(texts_of(app))
        if folder in FURTHER:
            used |= set(sentences_of(app))
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
            if folder != "ja_Easy" and said.setdefault((folder, text), message.string) != message.string:
                yield Lack(source, "other words", str(text))
        if folder == "en":
            yield from (Lack(source, "missing", str(text)) for text in sorted(used - known))
    for name, patterns in WHOLE.items():
        wanted = set(residents_texts(root / name, patterns)) if (root / name).exists() else set()
        for folder in FURTHER:
            source = root / name / "locale" / folder / "LC_MESSAGES" / "django.po"
            known = {_text(message) for message in _read(source) if message.id} if source.exists() else set()
            yield from (Lack(source, "missing", str(text)) for text in sorted(wanted - known))


def residents_texts(app: Path, patterns: Sequence[str]) -> Iterator[Text]:
    """Yield the texts of an app's files that easy Japanese says too, and the sentences that have an easy one."""
    easy = app / "locale" / "ja_Easy" / "LC_MESSAGES" / "django.po"
    said = {_text(message) for message in _read(easy) if message.id} if easy.exists() else set()
    for pattern in patterns:
        for file in sorted(app.glob(pattern)):
            if file.suffix == ".html":
                yield from (text for text in _template_texts(file.read_text(encoding="utf-8")) if text in said)
            elif file.suffix == ".py":
                code = file.read_text(encoding="utf-8")
                yield from (text for text in map(Text, map(_plain, _GETTEXT.findall(code))) if text in said)
                yield from (Text(ja) for ja, has_easy in _sentences(code) if has_easy)


def sentences_of(app: Path) -> Iterator[Text]:
    """Yield the Japanese of every ``Message`` in the Python code below ``app``."""
    for module in sorted(app.glob("**/*.py")):
        yield from (Text(ja) for ja, _ in _sentences(module.read_text(encoding="utf-8")))


def _sentences(code: str) -> Iterator[tuple[str, bool]]:
    """Yield the Japanese of each ``Message`` written out, and whether it has easy Japanese."""
    if "Message(" not in code:
        return
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
            given: dict[int | str | None, ast.expr] = {**dict(enumerate(node.args))}
            given |= {one.arg: one.value for one in node.keywords}
            japanese = given.get(0, given.get("ja"))
            if isinstance(japanese, ast.Constant) and isinstance(japanese.value, str):
                yield japanese.value, 2 in given or "easy" in given


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
