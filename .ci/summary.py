"""Add up the JUnit reports of a check: ``python3 .ci/summary.py FOLDER STATUS`` prints "N passed, N failed, N skipped".

STATUS is the exit status of the check: where it is not 0 and no test failed, the step that stopped it counts as one
failure.
"""

import sys
import xml.etree.ElementTree as ElementTree  # reads only what pytest has just written
from pathlib import Path


def main(folder: str, status: str) -> None:
    tests = failed = skipped = 0
    for report in sorted(Path(folder).glob("*.xml")):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314
            tests += int(suite.get("tests", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
    if status != "0" and not failed:
        tests, failed = tests + 1, 1
    print(f"{max(tests - failed - skipped, 0)} passed, {failed} failed, {skipped} skipped")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
