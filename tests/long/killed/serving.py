"""The product's own server with something of a test around its application: ``main()`` is its command line.

In the folder ``MADOGUCHI_TEST_FOLDER`` the test leaves a file ``kill`` for the next post: a mark (:mod:`marks`) at
which the process kills itself, or ``count``, and then the marks that were passed are written to the file ``marks``.

``MADOGUCHI_TEST_AROUND`` names a function (``module:function``) that changes the product before it serves.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from tests.long.killed.marks import ANSWERED, BEGUN, Marks

FOLDER, AROUND = "MADOGUCHI_TEST_FOLDER", "MADOGUCHI_TEST_AROUND"
COUNT = "count"


def marked(application: WSGIApplication, folder: Path) -> WSGIApplication:
    """Return the application that dies where the folder says."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        wish = folder / "kill"
        if environ["REQUEST_METHOD"] != "POST" or not wish.exists():
            return application(environ, start_response)
        mark = wish.read_text()
        wish.unlink()  # once: whoever asks again is answered
        marks = Marks("" if mark == COUNT else mark)
        marks.passed_by(BEGUN)
        sys.setprofile(marks)
        try:
            response: Any = application(environ, start_response)  # Any: close() is not in the protocol
            content = b"".join(response)
            response.close()
        finally:
            sys.setprofile(None)
        marks.passed_by(ANSWERED)
        (folder / "marks").write_text("\n".join(marks.passed))
        return [content]

    return answer


def main() -> int:
    """Run the command line of the product with its application wrapped."""
    from madoguchi.config import command_line, wsgi

    if around := os.environ.get(AROUND):
        module, _, name = around.partition(":")
        getattr(import_module(module), name)()
    wsgi.application = marked(wsgi.application, Path(os.environ[FOLDER]))  # type: ignore[assignment]  # our own
    return command_line.main()
