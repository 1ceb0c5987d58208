"""The command line: quick help, both languages, exit codes that scripts can rely on."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from madoguchi.config.command_line import main, parser

ROOT = Path(__file__).resolve().parents[3]


def test_help_does_not_wait_for_django() -> None:
    code = (
        "import sys; from madoguchi.config.command_line import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'demo'}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for command in ("up", "serve", "work", "demo", "migrate", "events", "tasks", "manage"):
        assert f"\n    {command} " in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["upp"],
        ["up", "--port", "eighty"],
        ["up", "--port", "70000"],
        ["serve", "--workers", "0"],
        ["work", "--lease", "0"],
        ["events"],
        ["events", "verify", "--against"],
        ["tasks", "revive", "not-an-id"],
    ],
)
def test_bad_input_is_explained_in_both_languages(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "入力を読み取れませんでした" in shown.err
    assert "The input could not be read" in shown.err
    assert "--help" in shown.err


def test_a_taken_port_is_named_before_any_work(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["up", "--port", str(port)]) == 2
    shown = capsys.readouterr().err
    assert f"{port} 番で受け付けを始められませんでした" in shown
    assert f"--port {port + 1}" in shown


def test_defaults_serve_this_machine_only() -> None:
    args = parser().parse_args(["up"])
    assert (args.host, args.port, args.threads) == ("127.0.0.1", 8000, 12)
