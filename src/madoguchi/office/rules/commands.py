"""``madoguchi rules``: run cases, explain one, and write what is published about the rules."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.case_records import GoldenCase, read_case
from madoguchi.office.rules.core.cases import CaseRunner, Verdict
from madoguchi.office.rules.core.catalogue import catalogue
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.explaining import explain
from madoguchi.office.rules.core.names import Names
from madoguchi.office.rules.files import NothingThere, lay_documents, names_over, read_cases, read_documents
from madoguchi.office.rules.packages import find, shipped, shipped_names
from madoguchi.office.rules.reports import OUTSIDE, Report, explained_lines, plain_refusal, plain_traces, refused_lines

EXIT_NOT_ALL_PASSED = 1
EXIT_BAD_INPUT = 2


class NothingExpected(Refused):
    """A case to be run says nothing that it expects."""

    code = "rules.nothing_expected"
    status = 422
    what = Message("この記録には、確かめることがありません。", "This record has nothing to be checked.")
    why = Message("expect が空か、ありません。", "Its member expect is empty or missing.")
    mend = Message("expect に、定義とその値を書いてください。", "Please write definitions and their values in expect.")


class OneCaseOnly(Refused):
    """A file to be explained holds several cases, or none. Facts: ``count``."""

    code = "rules.one_case_only"
    status = 422
    what = Message(
        "説明できるのは1件の記録です（{count}件あります）。", "One record can be explained; there are {count}."
    )
    why = Message("計算の経過を1件ずつ示します。", "The way to each value is shown for one record.")
    mend = Message("記録を1件だけ書いたファイルを選んでください。", "Please choose a file with one record.")


class SubParsers(Protocol):
    """What ``ArgumentParser.add_subparsers`` returns; argparse gives that type no public name."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser: ...


def register(subparsers: SubParsers) -> None:
    """Add ``rules`` and its subcommands."""
    parser = subparsers.add_parser("rules", help="規則を記録で確かめる・説明する / run cases under rules, explain one")
    commands = parser.add_subparsers(dest="rules_command", required=True, metavar="COMMAND")

    one = commands.add_parser("run", help="記録（JSON Lines）を確かめる / check cases")
    one.add_argument("cases", type=Path, metavar="CASES.jsonl")
    _common(one, _run)

    one = commands.add_parser("explain", help="1件の記録の計算を説明する / explain what one case comes to")
    one.add_argument("case", type=Path, metavar="CASE.json")
    _common(one, _explain)

    one = commands.add_parser("catalogue", help="規則の一覧（Markdown）を書き出す / print the catalogue as Markdown")
    one.set_defaults(run=_catalogue, starts_django=False)


def _common(parser: argparse.ArgumentParser, handler: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument(
        "--parameters", type=Path, metavar="FILE", help="重ねる規則の文書 / a document laid over the shipped rules"
    )
    parser.add_argument("--names", type=Path, metavar="FILE", help="別名の文書 / a document of other names")
    parser.add_argument("--json", action="store_true", help="機械で読む形 / machine-readable output")
    parser.set_defaults(run=run, rules_run=handler, starts_django=False)


def run(args: argparse.Namespace) -> int:
    """Do what the arguments say.

    Returns:
        0 all passed, 1 not all (a case failed, or its day is not covered), 2 bad input, told on stderr.
    """
    handler: Callable[[argparse.Namespace], int] = args.rules_run
    try:
        return handler(args)
    except _BadFile as bad:
        _tell(refused_lines(str(bad.file), bad.refusal))
        if args.json:
            _print({"file": str(bad.file), "errors": plain_refusal(bad.refusal)})
    except OSError as error:
        if error.filename is None:  # not a file that was named: a pipe that broke, a disk that is full
            raise
        _tell(
            [
                f"{error.filename}: ファイルを開けませんでした。名前と読む権限を確かめてください。",
                f"{error.filename}: The file could not be opened ({error.strerror}). Please check its name.",
            ]
        )
    return EXIT_BAD_INPUT


class _BadFile(Exception):
    """A refusal with the file it is about."""

    def __init__(self, file: Path, refusal: Refused) -> None:
        super().__init__(file, refusal)
        self.file, self.refusal = file, refusal


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise _BadFile(file, refusal) from None


class _Shelf:
    """The rules and names that a command goes by, each package's runner made once."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.rules: Mapping[str, Rules] = shipped()
        self.names: Names = shipped_names()
        if args.parameters is not None:
            with _reading(args.parameters):
                self.rules = lay_documents(self.rules, read_documents(args.parameters))
        if args.names is not None:
            with _reading(args.names):
                self.names = names_over(self.names, args.names, self.rules)
        self._runners: dict[str, CaseRunner] = {}

    def runner(self, case: GoldenCase) -> tuple[Rules, CaseRunner]:
        """The rules of a case. Raises PackageUnknown."""
        rules = find(case.rules, self.rules, self.names)
        name = rules.package.id
        if name not in self._runners:
            self._runners[name] = CaseRunner(rules, self.names.of(name))
        return rules, self._runners[name]


def _run(args: argparse.Namespace) -> int:
    shelf = _Shelf(args)
    counts = dict.fromkeys([*Verdict, None], 0)
    with args.cases.open("rb") as stream:
        for line, found in read_cases(stream):
            try:
                if isinstance(found, Refused):
                    raise found
                report = _report(shelf, line, found)
            except Refused as refusal:
                counts[None] += 1
                _tell(refused_lines(f"{args.cases}:{line}", refusal))
                if args.json:
                    _print({"line": line, "verdict": "error", "errors": plain_refusal(refusal)})
                continue
            counts[report.verdict] += 1
            if args.json:
                _print(report.plain())
            else:
                print(*report.lines(), sep="\n")
    if not any(counts.values()):
        raise _BadFile(args.cases, NothingThere())
    _summary(counts, is_json=args.json)
    if counts[None]:
        return EXIT_BAD_INPUT
    return EXIT_NOT_ALL_PASSED if counts[Verdict.FAILED] or counts[Verdict.NOT_COVERED] else 0


def _report(shelf: _Shelf, line: int, case: GoldenCase) -> Report:
    rules, runner = shelf.runner(case)
    if not case.expect:
        raise NothingExpected
    return Report(line, case, rules, runner.run(case))


def _summary(counts: Mapping[Verdict | None, int], *, is_json: bool) -> None:
    passed, failed, outside, unread = (counts[each] for each in (*Verdict, None))
    if is_json:
        _print({"summary": {"pass": passed, "fail": failed, "not covered": outside, "error": unread}})
        return
    print(f"合格 {passed}件、不合格 {failed}件、未対応 {outside}件、読めない行 {unread}件")
    print(f"{passed} passed, {failed} failed, {outside} not covered, {unread} not read")


def _explain(args: argparse.Namespace) -> int:
    shelf = _Shelf(args)
    with _reading(args.case):
        documents = read_documents(args.case)
        if len(documents) != 1:
            raise OneCaseOnly(count=len(documents))
        case = read_case(documents[0])
        rules, runner = shelf.runner(case)
        traces = runner.trace(case)
        report = Report(1, case, rules, runner.run(case)) if case.expect else None
    if args.json:
        outcomes = None if report is None else report.plain()["expectations"]
        head = {"id": case.id, "rules": rules.package.id, "on": case.on.isoformat(), "covered": traces is not None}
        _print({**head, "households": {} if traces is None else plain_traces(traces), "expectations": outcomes})
    else:
        print(f"{case.id}\t{rules.package.title.ja}\t{case.on.isoformat()}")
        if traces is None:
            print(OUTSIDE)
        else:
            for name, (_, traced) in traces.households.items():
                print(f"［{name}］", *explained_lines(explain(traces.program, traced), "  "), sep="\n")
        if report is not None:
            print(*report.outcome_lines(), sep="\n")
    is_fine = traces is not None and (report is None or report.verdict == Verdict.PASSED)
    return 0 if is_fine else EXIT_NOT_ALL_PASSED


def _catalogue(args: argparse.Namespace) -> int:
    print(catalogue(shipped().values(), shipped_names()), end="")
    return 0


def _print(plain: Mapping[str, Any]) -> None:
    """One JSON object a line, so that no report waits for the others."""
    print(json.dumps(plain, ensure_ascii=False))


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
