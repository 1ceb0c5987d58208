"""The JavaScript of rules gives what the closures give, and works out again only what a change touches."""

import json
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.rules.core.engine import Case
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.script import RUNTIME, to_script
from madoguchi.office.rules.core.script_text import text as literal_text
from madoguchi.office.rules.core.types import Level
from madoguchi.office.rules.core.values import to_plain
from madoguchi.office.rules.packages import FOLDER, load_cases, shipped
from tests.support import expressions, script_node
from tests.support.expressions import ON, work
from tests.support.script_node import NODE, Work, needs_node
from tests.support.vectors import NAME, read_vectors, shown
from tests.unit.rules.documents import rules, table


def _work(seed: int) -> Work:
    program, cases = work(seed)
    return Work(program, ON, cases)


def _program(definitions: dict[str, str], **more: Any) -> Program:
    """Whole definitions, or members' where the name begins with 人."""
    entity = {True: "person", False: "household"}
    return rules(
        [
            {"name": name, "expression": expression, "entity": entity[name.startswith("人")]}
            for name, expression in definitions.items()
        ],
        **more,
    ).programs[0][1]


@needs_node
def test_every_vector() -> None:
    vectors = read_vectors()
    found = script_node.run([Work(each.program, each.on, [each.case]) for each in vectors])

    def read(program: Program, value: Any) -> Any:
        return shown(program, Unknown(int(value["bits"]))) if isinstance(value, dict) else value

    wrong = []
    for vector, results in zip(vectors, found, strict=True):
        result = results["fresh"][0]
        if vector.is_of_members:
            value: Any = {
                member: read(vector.program, dict(values)[NAME]) for member, values in result["members"].items()
            }
        else:
            value = read(vector.program, dict(result["whole"])[NAME])
        if script_node.text(value) != script_node.text(vector.expected):
            wrong.append((vector.id, value, vector.expected))
    assert len(vectors) >= 500
    assert not wrong


@needs_node
def test_random_programs_give_what_the_closures_give() -> None:
    assert script_node.differing([_work(seed) for seed in range(500)]) == []


@needs_node
def test_shipped_packages_give_what_the_closures_give() -> None:
    """Each on the days of its golden cases, for the people in these and for people of random values."""
    random, pieces = Random(0), []
    for name, rules_of in shipped().items():
        golden = load_cases(FOLDER, name)
        for on in sorted({each.on for each in golden} or {ON}):
            program = rules_of.on(on)
            if program is None:
                continue
            cases = [
                Case(household.fields, each.persons, {role: household.roles.get(role, ()) for role in program.groups})
                for each in golden
                for household in each.households.values()
                if each.on == on
            ]
            pieces.append(Work(program, on, [*cases, *(_anybody(program, random) for _ in range(5))]))

    assert len(pieces) > 50
    assert script_node.differing(pieces) == []


def _anybody(program: Program, random: Random) -> Case:
    def given(level: Level) -> dict[str, object]:
        inputs = [each for each in program.inputs if each.level == level and random.random() < 0.95]
        return {each.name: to_plain(expressions.value(random, each.type)) for each in inputs}

    members = {member: given(Level.MEMBER) for member in "abcde"}
    groups = {name: [each for each in members if random.random() < 0.6] for name in program.groups}
    return Case(given(Level.WHOLE), members, groups)


@needs_node
def test_one_change_after_another_gives_what_starting_afresh_gives() -> None:
    """A session carried on over changes of one input, one member or one group at a time."""
    pieces = [
        replace(each, cases=_changes(each.cases, Random(seed))) for seed, each in enumerate(map(_work, range(200)))
    ]

    assert script_node.differing(pieces) == []


def _changes(cases: Any, random: Random) -> list[Case]:
    """Twenty cases, each differing from the one before in one thing that comes from another of ``cases``."""
    now, made = cases[0], []
    for _ in range(20):
        made.append(now)
        other = random.choice(cases)
        match random.randint(0, 3):
            case 0:
                name = random.choice(list(other.whole))
                now = replace(now, whole={**now.whole, name: other.whole[name]})
            case 1 if now.members and other.members:
                member, given = random.choice(list(now.members)), random.choice(list(other.members.values()))
                name = random.choice(list(given))
                now = replace(now, members={**now.members, member: {**now.members[member], name: given[name]}})
            case 2:
                now = replace(now, groups=other.groups)
            case 3 if now.members or other.members:
                member = random.choice([*now.members, *other.members])
                left = {each: given for each, given in now.members.items() if each != member}
                groups = {name: [each for each in group if each != member] for name, group in now.groups.items()}
                if member not in now.members:
                    left[member] = other.members[member]
                now = replace(now, members=left, groups=groups)
    return made


@needs_node
def test_only_what_depends_on_a_change_is_worked_out_again() -> None:
    program = _program(
        {
            "人年": "年齢",
            "人額": "もし(人年 < 3, 基本額 * 数, 0円)",
            "合わせて": "合計(子, 人額)",
            "超える": "合わせて > 金額",
            "別": "数 > 3",
        }
    )
    births = {"a": "2024-06-01", "b": "2015-06-01", "c": "2014-06-01"}
    older = births | {"b": "2013-06-01"}
    steps = [
        ("everything at first", {"金額": 5_000, "数": 1}, births, "abc", 9),
        ("nothing new", {"金額": 5_000, "数": 1}, births, "abc", 0),
        ("超える", {"金額": 5_001, "数": 1}, births, "abc", 1),
        ("age and amount of one, and its amount stays", {"金額": 5_001, "数": 1}, older, "abc", 2),
        ("three amounts, 別, 合わせて, 超える", {"金額": 5_001, "数": 2}, older, "abc", 6),
        ("read by nothing", {"金額": 5_001, "数": 2, "地区": "東"}, older, "abc", 0),
        ("合わせて, which stays", {"金額": 5_001, "数": 2}, older, "ab", 1),
        ("合わせて, 超える", {"金額": 5_001, "数": 2}, older, "b", 2),
        (
            "age and amount of the newcomer, 合わせて, 超える",
            {"金額": 5_001, "数": 2},
            older | {"d": "2025-03-01"},
            "bd",
            4,
        ),
    ]
    cases = [
        Case(whole, {each: {"生年月日": birth} for each, birth in born.items()}, {"子": list(children)})
        for _, whole, born, children, _ in steps
    ]
    piece = Work(program, ON, cases)

    assert script_node.run([piece])[0]["runs"] == [count for *_, count in steps]
    assert script_node.differing([piece]) == []


@needs_node
def test_more_reasons_than_a_machine_word_has_bits() -> None:
    names = [f"数{number}" for number in range(150)]
    inputs = [{"name": name, "type": "int"} for name in names]
    program = _program(
        {f"和{at}": " + ".join(names[at : at + 50]) for at in (0, 50, 100)} | {"すべての和": "和0 + 和50 + 和100"},
        inputs=inputs, groups=[], birth=None, parameters=[], enums={},
    )  # fmt: skip
    piece = Work(program, ON, [Case(), Case(dict.fromkeys(names, 1)), Case({names[149]: "x"})])

    assert len(program.reasons.all) > 300
    assert script_node.differing([piece]) == []
    assert dict(script_node.run([piece])[0]["fresh"][1]["whole"])["すべての和"] == 150


HOSTILE = ["</script><!--<script>", "a\u2028b\u2029c", "\"'`${x}\\", "\u202egnihtemos", "]]>", "𠮷辻󠄀", "__proto__"]
NAMES = ["__proto__", "constructor", "hasOwnProperty", "toString", "then", "w", "arguments"]


@needs_node
def test_names_and_texts_that_mean_something_elsewhere() -> None:
    definitions = [
        {"name": f"{name}_", "expression": f"もし({name} = 「{each}」, 不明(「{each}」), 「{each}」)"}
        for name, each in zip(NAMES, HOSTILE, strict=True)
    ]
    definitions.append({"name": "valueOf", "expression": "数える(isPrototypeOf, prototype = 「__proto__」)"})
    program = rules(
        [{**each, "entity": "household"} for each in definitions],
        inputs=[
            *({"name": name, "type": "text"} for name in NAMES),
            {"name": "prototype", "type": "種", "entity": "person"},
        ],
        enums={"種": HOSTILE}, groups=["isPrototypeOf"], birth=None, parameters=[],
    ).programs[0][1]  # fmt: skip
    members = {"__proto__": {"prototype": "__proto__"}, "constructor": {"prototype": HOSTILE[0]}}
    known = Case(dict(zip(NAMES, HOSTILE, strict=True)), members, {"isPrototypeOf": ["__proto__", "constructor"]})
    piece = Work(program, ON, [known, Case(), Case(dict.fromkeys(NAMES, "\x00\u2028"))])

    written = to_script(program, "</script>\u2028__proto__")
    assert "<" not in written
    assert written.removesuffix("\n").isprintable()
    assert script_node.differing([piece]) == []
    assert dict(script_node.run([piece])[0]["fresh"][0]["whole"])["valueOf"] == 1


@given(st.text())
def test_a_text_stays_what_it_is_and_is_safe(given_text: str) -> None:
    written = literal_text(given_text)

    assert json.loads(written) == given_text
    assert written.isprintable()
    assert "<" not in written
    assert written.encode("utf-8")


@needs_node
def test_one_script_serves_every_day() -> None:
    program = _program({"額": "基本額", "限": "限度額(数)", "日付": "月末(基準日)"})
    days = [
        date(1, 1, 1),
        date(2012, 3, 31),
        date(2012, 4, 1),
        date(2024, 9, 30),
        date(2024, 10, 1),
        date(9999, 12, 31),
    ]

    assert script_node.differing([Work(program, day, [Case({"数": 1}), Case({"数": 30})]) for day in days]) == []


@needs_node
def test_what_is_wanted_alone_with_the_same_reasons() -> None:
    program = _program({"甲": "金額 // 数", "乙": "数 + 1", "丙": "甲 + 1円", "丁": "金額 > 1円 かつ 重要"})
    piece = Work(program, ON, [Case({"数": 0, "金額": 1}), Case(), Case({"数": 2, "金額": 9})], ("丙",))

    assert script_node.differing([piece]) == []
    assert [name for name, _ in script_node.run([piece])[0]["fresh"][0]["whole"]] == ["甲", "丙"]
    assert '["重要",' not in to_script(program, "x", ("丙",)).partition("reasons:")[0]


@needs_node
def test_what_passes_2_53_only_on_the_way() -> None:
    far = {"first": -5, "values": [-(2**53 - 1), -(2**53 - 4)], "step": 1}
    program = _program(
        {
            "行": "遠い行(数)",
            "丸め": "四捨五入(金額 * 0.123456789, 9,000,000円)",
            "上げ": "切り上げ(金額 * 0.123456789, 9,007,199円)",
            "下げ": "切り捨て(金額 * 0.123456789, 9,000,000円)",
            "商": "数 // 3 * 3 + 数 % 3",
        },
        parameters=[{"name": "遠い行", "type": "int", "entries": [{"from": "2000-01-01", "rows": far}]}],
    )
    cases = [
        Case({"数": sign * (number - less), "金額": sign * money})
        for sign in (1, -1)
        for less, money in enumerate((40_500_000, 40_500_001, 72_000_000, 72_957_000, 1, 0))
        for number in (2**53 - 1, 2**53 - 7)
    ]
    piece = Work(program, ON, cases)

    assert script_node.differing([piece]) == []
    first = dict(script_node.run([piece])[0]["fresh"][0]["whole"])
    assert first["行"] == -(2**53 - 4) + (2**53 - 1 + 4)


@needs_node
def test_the_longest_choice_and_the_longest_table() -> None:
    choice = _program({"選": f"もし({'重要,1,' * 1_900}2)"})
    rows = [[f"{number}", "-", f"{number * 3}"] for number in range(10_000)]
    tabled = rules([table(rows, ["数", "重要"], hit="unique")]).programs[0][1]

    pieces = [
        Work(choice, ON, [Case({"重要": False}), Case({"重要": True}), Case()]),
        Work(tabled, ON, [Case({"数": 9_999}), Case({"数": 10_000}), Case()]),
    ]
    assert script_node.differing(pieces) == []


@needs_node
def test_code_made_from_text_is_refused_where_these_tests_run() -> None:
    made = subprocess.run(
        [str(NODE), "--disallow-code-generation-from-strings", "-e", "eval('1')"], capture_output=True
    )

    assert made.returncode != 0
    assert b"EvalError" in made.stderr


def test_the_same_program_gives_the_same_bytes_in_every_process() -> None:
    code = (
        "from hashlib import sha256; from madoguchi.office.rules.core.script import to_script\n"
        "from tests.support.expressions import work\n"
        "print(sha256(''.join(to_script(work(seed)[0], 'x') for seed in range(100)).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code]
    path = ":".join(sys.path)
    found = {
        subprocess.run(
            command, env={"PYTHONHASHSEED": seed, "PYTHONPATH": path}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1
    assert len(found.pop()) == 65


def test_the_runtime_is_small_and_travels_with_the_package() -> None:
    source = RUNTIME.read_text(encoding="utf-8")

    assert len(zlib.compress(source.encode())) < 8_000
    assert not [word for word in ("eval", "Function(", "import(", "innerHTML", "document") if word in source]
