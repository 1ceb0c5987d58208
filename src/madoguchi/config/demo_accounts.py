"""Demo sign-ins, printed and shown on /demo/. Known to everybody: they exist only where MADOGUCHI_DEMO is 1."""

import json
from importlib.resources import files
from typing import Any

# A second factor everybody can compute: only the demo uses it.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


def world() -> dict[str, Any]:  # Any: JSON
    """Return the fictional prefecture as plain data."""
    loaded: dict[str, Any] = json.loads(files("madoguchi_demo").joinpath("world.json").read_text("utf-8"))
    return loaded


def demo_accounts() -> list[dict[str, str]]:
    """Return every demo sign-in: name, role, body (slug), email, password, totp_secret."""
    plain = world()
    accounts = []
    for body in plain["bodies"]:
        posts = {post["code"]: post["title"] for post in body["posts"]}
        accounts += [
            {
                "name": person["name"],
                "role": "・".join(posts[code] for code in person["posts"]),
                "body": body["slug"],
                "body_name": body["name"],
                "email": person["email"],
                "password": plain["password"],
                "totp_secret": TOTP_SECRET,
            }
            for person in body["people"]
        ]
    accounts += [
        {
            "name": "保護者（住民）",
            "role": "住民",
            "body": "",
            "body_name": "",
            "email": email,
            "password": "",
            "totp_secret": "",
        }
        for email in plain["residents"]
    ]
    return accounts
