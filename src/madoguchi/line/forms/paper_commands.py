"""``madoguchi forms print``: the paper twin of a definition, and the template of its boxes."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from madoguchi.ground.kernel.errors import Language, Message, Refused

EXIT_BAD_INPUT = 2
_LANGUAGES = {"ja": Language.JA, "en": Language.EN, "easy": Language.EASY}
_DONE = Message("{file}：{count}ページ", "{file}: {count} pages")


class SubParsers(Protocol):
    """What ``ArgumentParser.add_subparsers`` returns; argparse gives that type no public name."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser: ...


def register(subparsers: SubParsers) -> None:
    """Add ``print`` to the subcommands of ``forms``."""
    one = subparsers.add_parser("print", help="紙の様式（PDF）を作る / make the paper form as PDF")
    one.add_argument("definition", type=Path, metavar="DEFINITION.json")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    one.add_argument("--large", action="store_true", help="大きな文字とます / large print")
    one.add_argument("--language", choices=_LANGUAGES, default="ja")
    one.add_argument("--template", type=Path, metavar="FILE.json", help="ますの位置 / where the boxes are")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the form of a definition.

    Returns:
        0 done, 2 bad input, told on stderr in both languages.
    """
    from madoguchi.line.forms.core.definition import content_address, parse_definition  # after Django has begun
    from madoguchi.line.forms.core.definition_file import MOST_BYTES, read_definition
    from madoguchi.line.forms.core.reading import DefinitionRefused
    from madoguchi.line.forms.paper import printed

    try:
        with args.definition.open("rb") as file:
            data = read_definition(file.read(MOST_BYTES + 1))
        paper = printed(
            parse_definition(data), address=content_address(data), language=_LANGUAGES[args.language], large=args.large
        )
        args.out.write_bytes(paper.pdf)
        if args.template is not None:
            args.template.write_text(template_text(paper.template), encoding="utf-8")
    except DefinitionRefused as refusal:
        _tell(*(line for one in refusal.problems for line in _both(one.message, f"{args.definition}: {one.path}: ")))
        return EXIT_BAD_INPUT
    except Refused as refusal:
        for language in (Language.JA, Language.EN):
            said = (refusal.what, refusal.why, refusal.mend)
            _tell(f"{args.definition}: " + " ".join(one.text(language) for one in said))
        return EXIT_BAD_INPUT
    except OSError as error:
        if error.filename is None:  # not a file that was named: a disk that is full
            raise
        _tell(
            f"{error.filename}: ファイルを開けませんでした。名前と権限を確かめてください。",
            f"{error.filename}: The file could not be opened ({error.strerror}). Please check its name.",
        )
        return EXIT_BAD_INPUT
    _tell(*_both(_DONE.with_facts(file=args.out, count=paper.page_count)))
    return 0


def template_text(template: Mapping[str, object]) -> str:
    """Return a template as the text of its file, the same for equal templates."""
    return json.dumps(template, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _both(message: Message, before: str = "") -> tuple[str, str]:
    return before + message.ja, before + message.en


def _tell(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr)
