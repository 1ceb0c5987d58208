"""The rule packages shipped with the product, each with the golden cases that it passes.

``packages/<id>.json`` is a document ``madoguchi.rules/1``; ``packages/<id>.cases.jsonl`` are its golden cases. Their
facts come from public pages, named in each; a municipality checks them, lays its own over them and adopts them.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.cases import GoldenCase, Outcome, read_case, run_case
from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.names import NO_NAMES, Names, read_names

FOLDER: Final = Path(__file__).parent / "packages"
NAMES: Final = Path(__file__).parent / "names.json"
_CASES: Final = ".cases.jsonl"


class PackageUnknown(Refused):
    """No shipped package has this id or title. Facts: ``name``, ``known``."""

    code = "rules.package_unknown"
    status = 404
    what = Message("「{name}」という規則はありません。", "There is no rule package 「{name}」.")
    why = Message("同梱の規則は次のとおりです：{known}", "The packages there are: {known}")
    mend = Message("名前を確かめてください。", "Please check the name.")


class PackageMisnamed(Refused):
    """A package's id is not the name of its file. Facts: ``file``, ``name``."""

    code = "rules.package_misnamed"
    status = 422
    what = Message(
        "ファイル「{file}」の規則の id は「{name}」です。", "The package in 「{file}」 has the id 「{name}」."
    )
    why = Message("ファイルの名前と id は同じでなければなりません。", "A package is found by the name of its file.")
    mend = Message("どちらかを直してください。", "Please change one of them.")


def load_packages(folder: Path) -> dict[str, Rules]:
    """Return the checked rules of every document in a folder by id, in the order of their names.

    Raises:
        NotAccepted: a document is not as the format says, or its rules hold faults; all of that document at once.
        PackageMisnamed: an id is not the name of its file.
    """
    found = {}
    for file in sorted(folder.glob("*.json")):
        rules = compile_package(read_package(json.loads(file.read_text(encoding="utf-8"))))
        if rules.package.id != file.stem:
            raise PackageMisnamed(file=file.name, name=rules.package.id)
        found[file.stem] = rules
    return found


def load_cases(folder: Path, package: str) -> tuple[GoldenCase, ...]:
    """Return the golden cases beside a package; none where there is no such file. Raises NotAccepted."""
    file = folder / f"{package}{_CASES}"
    if not file.exists():
        return ()
    return tuple(read_case(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line)


@cache
def shipped() -> Mapping[str, Rules]:
    """Return the checked rules of every shipped package by id."""
    return load_packages(FOLDER)


@cache
def shipped_names() -> Names:
    """Return the other names that ship with the product. Raises NotAccepted."""
    return read_names(json.loads(NAMES.read_text(encoding="utf-8")))


def find(name: str, rules: Mapping[str, Rules], names: Names = NO_NAMES) -> Rules:
    """Return the package of this id, Japanese title or other name.

    Raises:
        PackageUnknown: there is none.
    """
    found = rules.get(name) or next((each for each in rules.values() if each.package.title.ja == name), None)
    found = found or rules.get(names.packages.get(name, ""))
    if found is None:
        raise PackageUnknown(name=name, known="、".join(each.package.title.ja for each in rules.values()))
    return found


def package(name: str) -> Rules:
    """Return the shipped package of this id or Japanese title.

    Raises:
        PackageUnknown: there is none.
    """
    return find(name, shipped())


def golden(name: str) -> list[tuple[GoldenCase, list[Outcome]]]:
    """Return the golden cases of the shipped package of this id or title, with how they come out.

    Raises:
        PackageUnknown: there is no such package.
    """
    rules = package(name)
    return [(case, run_case(rules, case)) for case in load_cases(FOLDER, rules.package.id)]
