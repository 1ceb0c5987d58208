"""``madoguchi forms unify`` and ``madoguchi forms lint``: forms in files compared, and one of them looked at."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from madoguchi.ground.kernel.errors import Language, Message, Refused
from madoguchi.line.forms.core.abolishing import WAYS, Candidate, candidates
from madoguchi.line.forms.core.asked import Json, questions
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.definition_file import read_definition
from madoguchi.line.forms.core.form_checks import CONCERNS, Finding, check_form
from madoguchi.line.forms.core.likeness import AskedQuestions, Cluster, clusters
from madoguchi.line.forms.core.unifying import propose

EXIT_BAD_INPUT = 2


class SubParsers(Protocol):
    """What ``ArgumentParser.add_subparsers`` returns; argparse gives that type no public name."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser: ...


def register(commands: SubParsers) -> None:
    """Add ``unify`` and ``lint`` to the commands of ``forms``."""
    one = commands.add_parser("unify", help="同じ質問を探し、共通の様式を作る / find questions that forms share")
    one.add_argument("files", type=Path, nargs="+", metavar="FILE", help="手続きの定義（JSON） / definitions")
    one.add_argument(
        "--out", type=Path, metavar="FILE", help="共通の様式の案を書き出す / where the proposed common form goes"
    )
    _common(one, _unify)

    one = commands.add_parser("lint", help="様式を点検する / look a form over")
    one.add_argument("file", type=Path, metavar="FILE", help="手続きの定義（JSON） / a definition")
    one.add_argument(
        "--among", type=Path, nargs="+", default=[], metavar="FILE", help="比べる様式 / the forms it stands among"
    )
    _common(one, _lint)


def _common(parser: argparse.ArgumentParser, handler: Callable[[argparse.Namespace], None]) -> None:
    parser.add_argument("--json", action="store_true", help="機械で読む形 / machine-readable output")
    parser.add_argument("--language", choices=[Language.JA.value, Language.EN.value], default=Language.JA.value)
    parser.set_defaults(run=run, forms_run=handler, starts_django=False)


def run(args: argparse.Namespace) -> int:
    """Do what the arguments say; return 0, or 2 where a file cannot be used, which is told on stderr."""
    try:
        args.forms_run(args)
    except Refused as refusal:
        print(" ".join(one.text(args.language) for one in (refusal.what, refusal.why, refusal.mend)), file=sys.stderr)
        return EXIT_BAD_INPUT
    except OSError as error:
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
        return EXIT_BAD_INPUT
    return 0


def _unify(args: argparse.Namespace) -> None:
    definitions = [_definition(path) for path in args.files]
    found = clusters(question for one in definitions for question in questions(one))
    held = candidates(definitions, {})
    if args.out is not None:
        proposed = json.dumps(propose(definitions).definition, ensure_ascii=False, indent=2) + "\n"
        with args.out.open("x", encoding="utf-8") as stream:  # never over a file that is there
            stream.write(proposed)
    if args.json:
        _print({"clusters": [_cluster(one) for one in found], "held": [_candidate(one) for one in held]})
        return
    for cluster in found:
        label = cluster.label.text(args.language)
        reasons = "、".join(one.text(args.language) for one in cluster.reasons)
        print(f"{len(cluster.forms)}\t{label}\t{'、'.join(cluster.forms)}\t{reasons}")
    for one in held:
        where = one.held.where.text(args.language)
        print(f"{WAYS[one.way].text(args.language)}\t{one.question.label.ja}\t{one.question.form}\t{where}")


def _lint(args: argparse.Namespace) -> None:
    definition = _definition(args.file)
    others = [_definition(path) for path in args.among]
    names = {parsed.procedure.code: parsed.procedure.name for parsed in map(parse_definition, others)}
    asked = AskedQuestions(question for one in others for question in questions(one))
    found = check_form(definition, asked, names)
    if args.json:
        _print({"findings": [_finding(one) for one in found]})
        return
    for one in found:
        words = (CONCERNS[one.concern], one.place, one.message)
        print("\t".join(each.text(args.language) for each in words))


def _definition(path: Path) -> Json:
    found = read_definition(path.read_bytes())
    parse_definition(found)
    return found


def _both(message: Message) -> dict[str, str]:
    return {"ja": message.ja, "en": message.en}


def _cluster(one: Cluster) -> dict[str, object]:
    asked: Iterable[dict[str, str]] = (
        {"procedure": each.form, "path": each.path, "type": each.kind, "label": each.label.ja} for each in one.questions
    )
    return {
        "label": _both(one.label), "procedures": one.forms, "measure": round(one.measure, 3),
        "reasons": [_both(each) for each in one.reasons], "questions": list(asked),
    }  # fmt: skip


def _candidate(one: Candidate) -> dict[str, object]:
    return {
        "way": one.way.value, "procedure": one.question.form, "path": one.question.path,
        "label": one.question.label.ja, "held": _both(one.held.where), "ground": one.held.ground,
        "legal_basis": one.basis, "against": _both(one.held.against),
    }  # fmt: skip


def _finding(one: Finding) -> dict[str, object]:
    return {
        "concern": one.concern.value, "place": _both(one.place), "message": _both(one.message), "count": one.count,
    }  # fmt: skip


def _print(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))
