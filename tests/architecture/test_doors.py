"""Rooms enter each other by their doors: ``public`` and ``events`` (docs/develop/house.md)."""

import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, SRC, Import, imports, room_of

DOORS = ("public", "events")
# Besides their doors; every entry says why.
ALSO_OPEN = {
    "madoguchi.ground.kernel": None,  # pure vocabulary: open as a whole
    "madoguchi.ground.foundation": ("apps",),  # the door imports models, which an apps.py cannot do yet
    "madoguchi.office.rules": ("language",),  # the language alone, without Django: for cores
    "madoguchi.office.documents": ("sheets",),  # sheets to be written on as plain data: for cores
}
# A migration must not import models, as the door does; Django writes the default of ``body`` as what it is.
FOR_MIGRATIONS = {"madoguchi.ground.foundation": ("migration_operations", "scope")}
# config knows every room, by these modules only.
FOR_CONFIG = (*DOORS, "web", "api", "apps", "commands")


def entered_wrongly(src: Path) -> list[str]:
    """Return a line for every import that enters another room by anything but its doors."""
    return [f"{found.importer}:{found.line} enters {found.imported}" for found in imports(src) if not _by_a_door(found)]


def _by_a_door(found: Import) -> bool:
    room = room_of(found.imported)
    if room is None or room == room_of(found.importer):
        return True
    module = found.imported.removeprefix(room).removeprefix(".").split(".")[0]
    also = ALSO_OPEN.get(room, ())
    if also is None or module in DOORS or module in also:
        return True
    if ".migrations." in found.importer and module in FOR_MIGRATIONS.get(room, ()):
        return True
    return found.importer.startswith(f"{PACKAGE}.config") and module in FOR_CONFIG


def test_rooms_enter_each_other_by_their_doors() -> None:
    assert entered_wrongly(SRC) == []


@pytest.mark.parametrize(
    "code",
    [
        "import madoguchi.line.forms.models",
        "from madoguchi.line.forms import services",
        "from madoguchi.line.forms.core.definition import Form",
        "def late():\n    from madoguchi.line.forms import models",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from madoguchi.line.forms.models import Draft",
        "from madoguchi.ground.foundation.models import Body",
        "from madoguchi.line import forms",
    ],
)
def test_a_planted_side_entrance_is_found(code: str, tmp_path: Path) -> None:
    for module in ("line/forms/models", "line/forms/services", "line/intake/planted", "ground/foundation/models"):
        path = tmp_path / PACKAGE / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.touch()
    (tmp_path / PACKAGE / "line" / "intake" / "planted.py").write_text(code, encoding="utf-8")

    assert [line.split(":")[0] for line in entered_wrongly(tmp_path)] == ["madoguchi.line.intake.planted"]


# The engines a room's core may stand on: pure functions of bytes, no database and no network.
ENGINES = {
    "madoguchi.ground.kernel": {"jpholiday", "xlsxwriter"},  # public holidays by law; bytes of a workbook
    "madoguchi.office.documents.core": {"typst", "qrcode"},  # bytes of a PDF; modules of a QR code
    "madoguchi.beside.outreach.core": {"numpy"},  # a register packed into columns
    "madoguchi.office.rules.core": {"numpy"},  # a register as columns
    "madoguchi.line.forms.core": {"pdfminer", "pypdf"},  # bytes of a PDF: what is drawn where, pages laid over pages
}


# Languages of other rooms, pure themselves, that a core may use.
LANGUAGES = {"madoguchi.line.forms.core": ("madoguchi.office.rules.language", "madoguchi.office.documents.sheets")}


@pytest.mark.parametrize("language", ["madoguchi.office.rules.language", "madoguchi.office.documents.sheets"])
def test_a_language_of_another_room_is_a_core_too(language: str) -> None:
    inside = [found.imported for found in imports() if found.importer == language]
    assert inside
    assert all(imported.startswith(f"{language.rpartition('.')[0]}.core.") for imported in inside)


def test_cores_use_the_standard_library_the_kernel_and_themselves() -> None:
    strangers = [
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in imports()
        if (core := _core_of(found.importer))
        if (top := found.imported.split(".")[0]) not in sys.stdlib_module_names
        and not found.imported.startswith(("madoguchi.ground.kernel", core, *LANGUAGES.get(core, ())))
        and top not in ENGINES.get(core, set())
    ]
    assert strangers == []


def _core_of(module: str) -> str | None:
    """Return the core a module belongs to, if it does: a room's ``core``, or the kernel."""
    room, parts = room_of(module), module.split(".")
    if room == "madoguchi.ground.kernel":
        return room
    return f"{room}.core" if room and len(parts) > 3 and parts[3] == "core" else None
