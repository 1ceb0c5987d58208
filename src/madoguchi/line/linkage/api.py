"""HTTP API of linkage: hand-overs and their files, for core systems."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from madoguchi.ground.foundation.public import Request, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.linkage import services, taking
from madoguchi.office.clients.public import (
    Caller,
    Content,
    NoSuchAddress,
    Operation,
    Parameter,
    ParameterWrong,
    Reply,
    Scope,
    operation,
)

app_name = "linkage_api"
MOST = 200


@dataclass(frozen=True, slots=True)
class HandOverFile:
    """One file of a hand-over."""

    name: str
    sha256: Annotated[str, {"pattern": "^[0-9a-f]{64}$"}]
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """The files of one layout, made at one time."""

    id: UUID
    layout: Annotated[str, "Code of the layout (項目定義)."]
    layout_version: str
    number: Annotated[int, "1, 2, 3 … of its layout, without gaps."]
    made_at: datetime
    results: Annotated[int, "How many applications are in it."]
    files: tuple[HandOverFile, ...]
    manifest: Annotated[str, "As it lies beside the files: JSON as text."]


@dataclass(frozen=True, slots=True)
class HandOvers:
    """A page of finished hand-overs of one layout."""

    hand_overs: tuple[HandOver, ...]
    has_more: bool


@operation(
    Operation(
        id="hand_overs",
        method="GET",
        path="handovers/<slug:layout>",
        tag="Hand-overs",
        summary=Message("引き継ぎの一覧", "Hand-overs of a layout"),
        says="Finished ones, by number. Take those after the last number you have taken.",
        scope=Scope.HAND_OVERS,
        parameters=(
            Parameter("after", "A number; none: from 1.", {"type": "integer", "minimum": 0, "maximum": 999_999}),
            Parameter("limit", "How many at most; 50 unless told.", {"type": "integer", "minimum": 1, "maximum": MOST}),
        ),
        answers={200: ("By number.", HandOvers)},
        refusals=(ParameterWrong,),
    )
)
def hand_overs(request: Request, *, layout: str, caller: Caller, after: int = 0, limit: int = 50) -> HandOvers:
    """Finished hand-overs of a layout."""
    rows, has_more = taking.finished(caller, layout, after=after, most=limit)
    shown = (
        HandOver(
            row.id, row.layout_code, row.layout_version, row.number, row.made_at, row.result_count,
            tuple(HandOverFile(one["name"], one["sha256"], one["rows"], one["bytes"]) for one in row.files),
            row.manifest,
        )
        for row in rows
    )  # fmt: skip
    return HandOvers(tuple(shown), has_more)


@operation(
    Operation(
        id="hand_over_file",
        method="GET",
        path="handovers/<slug:layout>/<uuid:hand_over_id>/<str:name>",
        tag="Hand-overs",
        summary=Message("引き継ぎファイル", "A file for a core system"),
        says="The same bytes as were placed in the folder; that it was fetched is written in the log.",
        scope=Scope.HAND_OVERS,
        answers={200: ("The file.", Content(("text/csv",)))},
        refusals=(NoSuchAddress, services.ContentChanged),
    )
)
def hand_over_file(request: Request, *, layout: str, hand_over_id: UUID, name: str, caller: Caller) -> Reply:
    """The bytes of a handed-over file."""
    content = taking.fetch(caller, layout, hand_over_id, name, at=now())
    return Reply(content, media_type="text/csv; charset=utf-8")


urlpatterns = [hand_overs, hand_over_file]
