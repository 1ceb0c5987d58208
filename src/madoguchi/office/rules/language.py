"""The language alone, without Django: the door for the cores of other rooms (docs/decisions/0033)."""

from madoguchi.office.rules.core.asked_day import asks_day
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.engine import Case, Engine, Result
from madoguchi.office.rules.core.findings import Finding, NotAccepted
from madoguchi.office.rules.core.functions import (
    ALL,
    ANY,
    COUNT,
    IF,
    IS_UNKNOWN,
    JAPANESE,
    LEAST,
    MOST,
    NAMES,
    ON,
    ONE_OF,
    RANK,
    SUM,
)
from madoguchi.office.rules.core.lexer import is_name
from madoguchi.office.rules.core.package import Package, Unit, Version, WrittenDefinition, WrittenInput
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.printer import print_expression
from madoguchi.office.rules.core.program import Program, needed
from madoguchi.office.rules.core.reasons import Code, Unknown
from madoguchi.office.rules.core.script import to_script
from madoguchi.office.rules.core.tree import (
    BOTH,
    EITHER,
    Binary,
    Call,
    Day,
    Expression,
    Inverted,
    Name,
    Negated,
    Number,
    Text,
    Truth,
    Undecided,
    names,
)
from madoguchi.office.rules.core.types import BOOL, DATE, INT, TEXT, YEN, Entity, Kind, Level, Type, Value

__all__ = [
    "ALL",
    "ANY",
    "BOOL",
    "BOTH",
    "COUNT",
    "DATE",
    "EITHER",
    "IF",
    "INT",
    "IS_UNKNOWN",
    "JAPANESE",
    "LEAST",
    "MOST",
    "NAMES",
    "ON",
    "ONE_OF",
    "RANK",
    "SUM",
    "TEXT",
    "YEN",
    "Binary",
    "Call",
    "Case",
    "Code",
    "Day",
    "Engine",
    "Entity",
    "Expression",
    "Finding",
    "Inverted",
    "Kind",
    "Level",
    "Name",
    "Negated",
    "NotAccepted",
    "Number",
    "Package",
    "Program",
    "Result",
    "Text",
    "Truth",
    "Type",
    "Undecided",
    "Unit",
    "Unknown",
    "Value",
    "Version",
    "WrittenDefinition",
    "WrittenInput",
    "asks_day",
    "compile_package",
    "is_name",
    "names",
    "needed",
    "parse",
    "print_expression",
    "to_script",
]
