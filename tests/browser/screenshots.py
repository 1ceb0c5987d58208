"""Pictures of every page in every state, for documents and for review: ``python -m tests.browser.screenshots OUT``.

Each page is taken whole at 390 px (a telephone) and at 1280 px (a desk), as ``scene-name-390.png``.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WIDTHS = (390, 1280)


def main() -> int:
    """Take the pictures; 0 when all were taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--scene", action="append", help="only this scene (several times for several)")
    parser.add_argument("--address", help="a demo prefecture that runs already; without it one is made")
    args = parser.parse_args()
    sys.path[:0] = ["src", "demo"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    from playwright.sync_api import sync_playwright

    from tests.conftest import CHROMIUM
    from tests.support.journeys import sign_in_staff
    from tests.support.visitors import ARGUMENTS, World, running_product

    args.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, TemporaryDirectory() as data:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if args.address:
            _take(World(args.address, browser, sign_in_staff), args.out, args.scene)
        else:
            with running_product(Path(data)) as address:
                _take(World(address, browser, sign_in_staff, Path(data)), args.out, args.scene)
        browser.close()
    return 0


def _take(world: Any, out: Path, wanted: list[str] | None) -> None:  # Any: a World, imported once the path is set
    from tests.browser import (
        scenes_benefits,
        scenes_organisation,
        scenes_outreach,
        scenes_procedures,
        scenes_residents,
        scenes_rules,
        scenes_staff,
        scenes_trying,
    )
    from tests.browser.scenes import SCENES
    from tests.support.visitors import DESK

    played = (
        scenes_benefits, scenes_organisation, scenes_outreach, scenes_procedures, scenes_residents, scenes_rules,
        scenes_staff, scenes_trying,
    )  # fmt: skip
    print(f"{', '.join(one.__name__ for one in played)} → {out}")
    for scene in SCENES:
        if wanted and scene.name not in wanted:
            continue
        visitors = []

        def visit(*, staff: str = "", **options: Any) -> Any:  # Any: Playwright's own options
            visitors.append(world.staff(staff, **options) if staff else world.visitor(**options))  # noqa: B023
            return visitors[-1]  # noqa: B023  called within this turn

        for name, visitor in scene.play(visit):
            for width in WIDTHS:
                visitor.page.set_viewport_size({"width": width, "height": DESK["height"]})
                visitor.page.screenshot(path=out / f"{scene.name}-{name}-{width}.png", full_page=True)
        for visitor in visitors:
            visitor.close()
        print(f"  {scene.name}")


if __name__ == "__main__":
    sys.exit(main())
