"""Back end 3: a program as plain JavaScript, written when rules are published, for forms in a browser.

The text needs script_runtime.js before it and nothing else: it makes no code from text, so it runs as a static file
under a strict Content-Security-Policy. Values and reasons are those of the closures; it also knows what uses what.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from madoguchi.office.rules.core import typed
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.parameters import Dated, Rows
from madoguchi.office.rules.core.program import Input, Program, needed, walk
from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.script_nodes import Step, Writer
from madoguchi.office.rules.core.script_text import array, literal, text
from madoguchi.office.rules.core.types import Kind, Level, Type

RUNTIME: Final = Path(__file__).parents[1] / "static" / "rules" / "script_runtime.js"
_OVER_GROUPS: Final = typed.Count | typed.Sum | typed.Farthest | typed.Quantified | typed.Rank
_KINDS: Final = {Kind.YEN: '"n"', Kind.INT: '"n"', Kind.DATE: '"d"', Kind.BOOL: '"b"', Kind.TEXT: '"t"'}


def to_script(program: Program, key: str, wanted: Iterable[str] | None = None) -> str:
    """Return the JavaScript of a program: the same text for the same program, whatever the day.

    Args:
        program: one version of rules, with every date of its parameters; the day asked about is given in the browser.
        key: under which ``madoguchiRules.open`` finds it.
        wanted: the definitions asked for, with all that they need; every definition where it is None.

    Returns:
        A strict script of one line, to be served as UTF-8.
    """
    names = needed(program, wanted)
    definitions = [each for each in program.definitions if each.name in names]
    used = {name for each in definitions for name in program.used_names(each)}
    inputs = [each for each in program.inputs if each.name in used]
    asked = {node.group for each in definitions for node in walk(each.body) if isinstance(node, _OVER_GROUPS)}
    groups = [HOUSEHOLD_MEMBERS, *sorted(asked - {HOUSEHOLD_MEMBERS})]
    parameters = sorted({name for each in definitions for name in program.used_parameters(each)})

    slots = {each.name: slot for slot, each in enumerate(inputs, 1)}
    writer = Writer(program, slots, {name: 1 + len(inputs) + at for at, name in enumerate(groups)}, parameters)
    for each in definitions:
        writer.definition(each)
    steps = array(_step(program, each) for each in writer.steps)
    tables = "".join(f"const {each};" for each in writer.tables)
    subjects = [array((text(code), array(text(each) for each in found))) for code, found in _reasons(program)]
    described = {
        "inputs": array(_input(each, writer) for each in inputs),
        "groups": array(map(text, groups)),
        "reasons": array(subjects),
        "parameters": array(_parameter(program, each, writer) for each in parameters),
        "steps": f"(on,p)=>{{{tables}return{steps}}}",
    }
    return (
        f'"use strict";madoguchiRules.define({text(key)},({{{",".join(sorted(writer.helpers))}}},unknown)=>{{'
        f"const u=Array.from({{length:{len(program.reasons.all)}}},(_,n)=>unknown(n));"
        f"return{{{','.join(f'{name}:{value}' for name, value in described.items())}}}}});\n"
    )


def _input(given: Input, writer: Writer) -> str:
    missing, invalid = (writer.unknown(code, given.name) for code in (Code.MISSING, Code.INVALID))
    return array((text(given.name), literal(given.level == Level.MEMBER), _type(given.type), missing, invalid))


def _type(type_: Type) -> str:
    return array(map(text, type_.members)) if type_.kind == Kind.ENUM else _KINDS[type_.kind]


def _parameter(program: Program, name: str, writer: Writer) -> str:
    entries = (_entry(each) for each in program.parameters[name].entries)
    return array((writer.unknown(Code.OUTSIDE, name), *entries))


def _entry(dated: Dated) -> str:
    value = dated.value
    if isinstance(value, Rows):
        written = array((literal(value.first), array(map(literal, value.values)), literal(value.step)))
    else:
        written = literal(value)
    return array((literal(dated.start), literal(dated.end), written))


def _step(program: Program, step: Step) -> str:
    is_day = step.name is not None and program.definition[step.name].type.kind == Kind.DATE
    name = "0" if step.name is None else text(step.name)
    facts = (literal(step.level == Level.MEMBER), literal(is_day), array(map(str, step.reads)))
    return array((name, *facts, step.run))


def _reasons(program: Program) -> list[tuple[Code, list[str]]]:
    """The subjects of the reasons in their order, by code: reasons are numbered by code first."""
    found = [(code, [each.subject for each in program.reasons.all if each.code == code]) for code in Code]
    return [(code, subjects) for code, subjects in found if subjects]
