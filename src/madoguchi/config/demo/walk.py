"""`madoguchi demo`: serves the demo prefecture and lets the walker go through it over HTTP."""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from madoguchi.config.demo_accounts import TOTP_SECRET, world
from madoguchi_demo import walker

START_SECONDS = 120
JAPAN = timezone(timedelta(hours=9))


def run(args: argparse.Namespace) -> int:
    """Serve, walk, show what happened and what was made, stop serving.

    Returns:
        0 when both applications reached their end; 1 when the walker met something it did not expect.
    """
    data = Path(os.environ.get("MADOGUCHI_DATA", "var")).resolve()
    begun = time.monotonic()

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    say("デモの県を用意しています（初回は1分ほど） / Preparing the demo prefecture (a minute the first time)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data.mkdir(parents=True, exist_ok=True)
    with (data / "demo-server.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "madoguchi", "up", "--port", str(port)],
            env={**os.environ, "MADOGUCHI_DEMO": "1", "MADOGUCHI_ADDRESS": f"http://127.0.0.1:{port}"},
            stdout=log,
            stderr=log,
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_until_served(base, server, data)
            result = walker.walk(base, output=data / "demo", world=world(), totp_secret=TOTP_SECRET, say=say)
        except walker.WentWrong as error:
            say(f"うまくいきませんでした / Something went wrong: {error}\n{data / 'demo-server.log'}")
            return 1
        finally:
            server.terminate()
            server.wait(timeout=30)
    _show(result, as_json=args.json)
    say(f"{time.monotonic() - begun:.0f} 秒で終わりました。画面で見るには: make run")
    return 0


def _wait_until_served(base: str, server: "subprocess.Popen[bytes]", data: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(f"{base}/healthz", timeout=5) as answer:  # noqa: S310  our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pass
        if server.poll() is not None or time.monotonic() > until:
            raise walker.WentWrong(f"the server did not start; see {data / 'demo-server.log'}")
        time.sleep(0.2)


def _show(result: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    cases = result["cases"]
    if not isinstance(cases, list):
        raise TypeError("the walker returns a list of cases")
    for case in cases:
        print(f"\n受付番号 {case['receipt_number']}  {' → '.join(case['states'])}")
        for line in case["timeline"]:
            at = datetime.fromisoformat(line["at"]).astimezone(JAPAN)
            print(f"  {at:%Y-%m-%d %H:%M:%S}  {line['event']:<34} {line['actor']}")
        for key in ("receipt_pdf", "notice_pdf", "core_file", "manifest"):
            print(f"  {key:<12} {case[key]}")
