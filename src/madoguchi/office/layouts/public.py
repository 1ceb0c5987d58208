"""The door of 項目定義: layouts, files of a layout, and handing files over."""

from madoguchi.office.layouts.core.definition_sheet import layout_from_sheet
from madoguchi.office.layouts.core.files import Replacement, WrittenFile, write
from madoguchi.office.layouts.core.handover import (
    HandedOver,
    HandOverDamaged,
    NameNotUsable,
    NameTaken,
    NothingToHandOver,
    Received,
    file_name,
    hand_over,
    receive,
    waiting,
)
from madoguchi.office.layouts.core.layout import Column, DataType, Group, Layout, Output
from madoguchi.office.layouts.core.layout_format import as_json, parse_layout
from madoguchi.office.layouts.core.problems import (
    FileRefused,
    GroupUnknown,
    LayoutRefused,
    LayoutUnknown,
    ManyRefused,
    Problem,
    ProfileUnknown,
    RowsRefused,
    Severity,
)
from madoguchi.office.layouts.core.profile import PROFILES, Header, LineEnd, Missing, Profile, Width, profile
from madoguchi.office.layouts.core.reading import Limits, ReadFile, read
from madoguchi.office.layouts.core.shipped import layout, layouts, load_layout
from madoguchi.office.layouts.core.value_refusals import ValueRefused
from madoguchi.office.layouts.core.values import Conversion, Open, UnknownDate, Value, text_reader, text_writer

__all__ = [
    "PROFILES",
    "Column",
    "Conversion",
    "DataType",
    "FileRefused",
    "Group",
    "GroupUnknown",
    "HandOverDamaged",
    "HandedOver",
    "Header",
    "Layout",
    "LayoutRefused",
    "LayoutUnknown",
    "Limits",
    "LineEnd",
    "ManyRefused",
    "Missing",
    "NameNotUsable",
    "NameTaken",
    "NothingToHandOver",
    "Open",
    "Output",
    "Problem",
    "Profile",
    "ProfileUnknown",
    "ReadFile",
    "Received",
    "Replacement",
    "RowsRefused",
    "Severity",
    "UnknownDate",
    "Value",
    "ValueRefused",
    "Width",
    "WrittenFile",
    "as_json",
    "file_name",
    "hand_over",
    "layout",
    "layout_from_sheet",
    "layouts",
    "load_layout",
    "parse_layout",
    "profile",
    "read",
    "receive",
    "text_reader",
    "text_writer",
    "waiting",
    "write",
]
