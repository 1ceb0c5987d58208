"""What the code of the product never does: evaluate text, call a shell, keep a secret, hash weakly, draw lots."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.house import ROOT, python_files

SOURCE = ROOT / "src" / "madoguchi"
PYTHON = [path for path in python_files() if path.is_relative_to(SOURCE)]
SCRIPTS = sorted(SOURCE.rglob("static/**/*.js"))
OURS = [path for path in SCRIPTS if "htmx" not in path.name]
RUNS_TEXT = {"eval", "exec", "compile"}
UNPICKLES = {"pickle", "marshal", "shelve", "yaml", "xml", "lxml"}
# Module → why what it reads runs nothing.
READS_SAFELY = {
    "office/rules/plain_text.py": "a SafeLoader that refuses tags, anchors and aliases (test_plain_text)",
    "line/forms/core/sheets/safe_xml.py": "expat that refuses every document type, so that no entity is declared",
}
SHELLS = {"system", "popen", "getoutput", "getstatusoutput"}
WEAK = {"md5", "sha1"}
# Module → why it draws numbers that anybody may foresee.
FORESEEABLE = {
    "config/demo/history.py": "the fictional past of the demo",
    "ground/foundation/filing/s3_client.py": "how long until the next try",
    "ground/foundation/tasks/leases.py": "how long a failed task waits",
}
# Script → what it may keep in the browser.
KEEPS = {"shortcuts.js": "whether shortcuts of the keyboard are on"}


def calls(code: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the last part of its name; methods of compiled patterns and the like too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            yield (name or getattr(node.func, "attr", "")), node


def imports(code: str) -> set[str]:
    """Return the top names of what a module imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def runs_text(code: str) -> bool:
    """Whether a module evaluates text, by the built-in functions."""
    return any(name in RUNS_TEXT and isinstance(node.func, ast.Name) for name, node in calls(code))


def uses_a_shell(code: str) -> bool:
    """Whether a module gives a command line to a shell."""
    for name, node in calls(code):
        named = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in ("os", "subprocess")
        if (named and name in SHELLS) or any(
            one.arg == "shell" and getattr(one.value, "value", None) is True for one in node.keywords
        ):
            return True
    return False


def hashes_weakly(code: str) -> bool:
    """Whether a module calls a broken hash."""
    return any(name in WEAK for name, _ in calls(code)) or bool(re.search(r"hashlib\.new\(|['\"](md5|sha1)['\"]", code))


def _where(check: object) -> set[str]:
    assert callable(check)
    return {str(path.relative_to(SOURCE)) for path in PYTHON if check(path.read_text(encoding="utf-8"))}


def test_nothing_is_evaluated_or_unpickled() -> None:
    assert _where(runs_text) == set()
    assert _where(lambda code: imports(code) & UNPICKLES) == set(READS_SAFELY)


def test_no_shell_is_called() -> None:
    assert _where(uses_a_shell) == set()


def test_no_weak_hash_is_used() -> None:
    assert _where(hashes_weakly) == set()


def test_secrets_come_from_the_safe_generator() -> None:
    assert _where(lambda code: "random" in imports(code)) == set(FORESEEABLE)


def test_no_secret_stands_in_the_settings() -> None:
    tree = ast.parse((SOURCE / "config" / "settings.py").read_text(encoding="utf-8"))
    secret = re.compile(r"SECRET|PASSWORD$|TOKEN|PRIVATE|_KEY$")
    written = [
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value
        for target in node.targets
        if isinstance(target, ast.Name) and secret.search(target.id)
    ]
    assert written == []


def test_scripts_evaluate_nothing() -> None:
    assert OURS
    running = re.compile(r"\beval\(|new Function|document\.write|setTimeout\(\s*['\"]|innerHTML\s*=|outerHTML\s*=")
    assert [path.name for path in OURS if running.search(path.read_text(encoding="utf-8"))] == []


def test_scripts_keep_nothing_in_the_browser() -> None:
    keeping = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie")
    assert {path.name for path in OURS if keeping.search(path.read_text(encoding="utf-8"))} == set(KEEPS)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (runs_text, "eval('1')"),
        (uses_a_shell, "subprocess.run('ls', shell=True)"),
        (uses_a_shell, "os.system('ls')"),
        (hashes_weakly, "hashlib.sha1(b'')"),
        (lambda code: imports(code) & UNPICKLES, "from xml.etree import ElementTree"),
    ],
)
def test_the_search_finds_what_is_forbidden(check: object, code: str) -> None:
    assert callable(check)
    assert check(code)
