"""Write what crosses between the zones, from the rooms' ``crossing`` modules, into docs/develop/crossings.md."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "develop" / "crossings.md"
HEADING = """# What crosses between the zones

Written from the rooms' `crossing` modules by `make docs`. Do not edit by hand.
How zones are run: [zones.md](../operate/zones.md).
"""


def page() -> str:
    """Return the whole page; Django is set up."""
    from madoguchi.ground.foundation.places import Zone
    from madoguchi.ground.foundation.zones import crossings

    carried, local, events, _ = crossings.declared()
    lines = [
        HEADING,
        "## Tables that cross",
        "",
        "| table | made by | stays behind | changed later by |",
        "|---|---|---|---|",
    ]
    for label, how in sorted(carried.items()):
        own = {"id", "body_id"}
        behind = [one.attname for one in how.model._meta.concrete_fields if one.attname not in {*how.columns} | own]
        later = [f"{zone}: {_names(how.kept_by[zone])}" for zone in Zone if zone in how.kept_by]
        later += ["both, merged"] if how.merge is not None else []
        lines.append(f"| {label} | {', '.join(sorted(how.by))} | {_names(behind)} | {'; '.join(later) or 'nobody'} |")
    lines += ["", "## Tables that stay", "", "| table | because |", "|---|---|"]
    lines += [f"| {label} | {because} |" for label, because in sorted(local.items())]
    lines += ["", "## Events that cross", "", "| event | recorded by |", "|---|---|"]
    lines += [f"| {name} | {', '.join(sorted(how.by))} |" for name, how in sorted(events.items())]
    return "\n".join(lines) + "\n"


def _names(names: "list[str] | tuple[str, ...]") -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
