"""What the environment says of the place of packages: a folder, or a whole address and no password."""

from pathlib import Path

import pytest

from madoguchi.config.environment import PlaceUnreadable, transfer_place

NAME = "MADOGUCHI_TRANSFER_OUT"


def test_a_folder_or_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert transfer_place(NAME, Path("/usual")) == Path("/usual")
    monkeypatch.setenv(NAME, "/srv/gateway/out")
    assert transfer_place(NAME, Path("/usual")) == Path("/srv/gateway/out")


@pytest.mark.parametrize("url", ["sftp://m@gateway/out", "sftp://m@gateway:2022/srv/out/", "sftp://m@[fd00::1]:22/out"])
def test_the_address_of_a_folder_on_a_server(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(NAME, url)
    assert transfer_place(NAME, Path("/usual")) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "sftp:gateway/out", "sftp://gateway/out", "sftp://m@gateway", "sftp://m@gateway/", "sftp://m@/out",
        "sftp://m:secret@gateway/out", "sftp://m@gateway:many/out", "sftp://m@gateway:0/out", "sftp://m@gateway/out?x=1",
    ],
)  # fmt: skip
def test_half_an_address_and_a_password_are_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(NAME, url)
    with pytest.raises(PlaceUnreadable) as refused:
        transfer_place(NAME, Path("/usual"))
    assert NAME in refused.value.mend.ja
    assert "secret" not in str(refused.value)
