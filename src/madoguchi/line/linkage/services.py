"""Handing results over: claim, place, done.

Order, so that a run killed anywhere leaves nothing half: (1) one transaction claims the results and fixes name and
instant (PREPARED); (2) the files and, last, their manifest appear in the folder; (3) one transaction marks the
hand-over done and tells of every result. Killed before (1) ends: nothing happened. Between (1) and (3): the next run
for the layout takes the prepared hand-over up again; the folder sweeps what lies half-written, equal files are
recognised, and the same bytes are placed under the same name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Body, body_scope, localdate, permissions, who_looked
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.linkage import events as told
from madoguchi.line.linkage import exports, sheets
from madoguchi.line.linkage.core.states import State
from madoguchi.line.linkage.models import HandOver, HandOverRow
from madoguchi.line.review import public as review
from madoguchi.office.documents import public as documents
from madoguchi.office.layouts import public as layouts

MAKE = "linkage.handover.make"


class NothingWaits(Refused):
    """No result waits for this layout."""

    code = "linkage.nothing_waits"
    what = Message("引き継ぐものがありません。", "There is nothing to hand over.")
    why = Message(
        "この項目定義で引き継ぐ、決定済みの申請はありません。", "No decided application waits for this layout."
    )
    mend = Message("決裁が済むと、引き継ぎの一覧に表示されます。", "It will be listed once it has been approved.")


class NothingFits(Refused):
    """Results wait, but none of them fits."""

    code = "linkage.nothing_fits"
    status = 422
    what = Message("引き継げる申請がありません（{count}件）。", "No application can be handed over ({count} wait).")
    why = Message("受付番号 {number}: {problem}", "Receipt number {number}: {problem_en}")
    mend = Message(
        "転記票を印刷して手で入力するか、手続きの連携の設定を直してください。",
        "Print the transcription sheet and type it in, or mend the procedure's linkage part.",
    )


class TakenMeanwhile(Refused):
    """Two people handed over at the same time."""

    code = "linkage.taken_meanwhile"
    what = Message("引き継ぎは行われませんでした。", "Nothing was handed over.")
    why = Message("ほかの人が同時に、同じ申請を引き継ぎました。", "Somebody else handed the same results over.")
    mend = Message(
        "一覧を読み込み直し、まだ待っているものを確かめてください。", "Reload the list and see what still waits."
    )


class FolderNotWritable(Refused):
    """The folder for hand-overs cannot be used now."""

    code = "linkage.folder_not_writable"
    status = 503
    what = Message("ファイルを置けませんでした。", "The files could not be placed.")
    why = Message("引き渡しフォルダーに書き込めません（{reason}）。", "The folder cannot be written ({reason}).")
    mend = Message(
        "申請は失われていません。管理者にフォルダーを確かめてもらい、もう一度「引き継ぐ」を押してください。",
        "Nothing is lost. Ask the administrator to look at the folder, then hand over again.",
    )


class ContentChanged(Refused):
    """A file made again differs from the one handed over."""

    code = "linkage.content_changed"
    what = Message("ファイルを再現できません。", "The file cannot be made again.")
    why = Message(
        "もとの記録が消去されたか、項目定義が変わりました。", "The records were erased, or the layout was changed."
    )
    mend = Message("引き渡しフォルダーか、受け取り側の控えを使ってください。", "Use the folder or the receiver's copy.")


@dataclass(frozen=True, slots=True)
class Made:
    """A finished hand-over. ``left``: results that do not fit and still wait. ``was_prepared``: an earlier run's."""

    id: UUID
    name: str
    folder: str
    result_count: int
    files: tuple[Mapping[str, Any], ...]
    left: tuple[exports.Left, ...]
    was_prepared: bool


def hand_over(*, layout_code: str, actor: Actor, at: datetime) -> Made:
    """Hand over all results that wait for a layout and fit it, as one set of files with a manifest.

    An earlier hand-over of the layout that stopped half-way is finished instead, and nothing new is begun. One with
    results of other divisions, of which the actor may not know, is finished by the system on the way.

    Raises:
        NothingWaits, NothingFits, TakenMeanwhile, FolderNotWritable, NotPermitted, layouts.LayoutUnknown
    """
    others = _stopped_of_others(layout_code, actor)
    if others is not None:
        system = Actor.system(actor.body_id)
        _finish(others, *_place(others, system), system, at)
    try:
        hand_over_id, left, was_prepared = _prepare(layout_code, actor, at)
    except IntegrityError as error:  # another run claimed a result or the number first
        raise TakenMeanwhile from error
    files, manifest = _place(hand_over_id, actor)
    row = _finish(hand_over_id, files, manifest, actor, at)
    return Made(row.id, row.name, row.folder, row.result_count, tuple(row.files), tuple(left), was_prepared)


def _stopped_of_others(layout_code: str, actor: Actor) -> UUID | None:
    """Return the hand-over that stopped half-way and holds results beyond the actor's divisions, if any."""
    with body_scope(actor.body_id):
        permissions.require(actor, MAKE)
        row = HandOver.objects.filter(layout_code=layout_code, state=State.PREPARED.value).first()
        if row is None or all(permissions.allowed(actor, MAKE, division_id=UUID(one)) for one in row.division_ids):
            return None
        found: UUID = row.id
        return found


def _prepare(layout_code: str, actor: Actor, at: datetime) -> tuple[UUID, list[exports.Left], bool]:
    """Claim what waits and fits; or return the hand-over that an earlier run left prepared."""
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MAKE)
        prepared = HandOver.objects.filter(layout_code=layout_code, state=State.PREPARED.value).first()
        if prepared is not None:
            return prepared.id, [], True
        layout = layouts.layout(layout_code)
        whole = permissions.of_whole_body(actor, MAKE)
        reach = None if whole else permissions.divisions_of(actor, MAKE)
        cases = exports.waiting_cases(reach).get(layout_code, [])
        fits, left = exports.fitting(exports.results(cases), layout, at)
        if not fits:
            _refuse(left)
        claimed = {result.application.id for result in fits}
        row = _claim(layout, fits, [case for case in cases if case.application_id in claimed], actor, at)
        events.record(
            told.PREPARED, subject=row, actor=actor, at=at,
            layout=layout.code, version=layout.version, number=row.number, results=len(fits),
        )  # fmt: skip
        return row.id, left, False


def _refuse(left: list[exports.Left]) -> None:
    if not left:
        raise NothingWaits
    problem = left[0].problems[0]
    raise NothingFits(count=len(left), number=left[0].receipt_number, problem=problem.ja, problem_en=problem.en)


def _claim(
    layout: layouts.Layout, fits: list[exports.Result], cases: list[review.Case], actor: Actor, at: datetime
) -> HandOver:
    body = Body.objects.get(pk=actor.body_id)
    last = HandOver.objects.filter(layout_code=layout.code).order_by("-number").values_list("number", flat=True).first()
    number = (last or 0) + 1
    name = f"{body.slug}_{layout.code}_{localdate(at):%Y%m%d}_{number:04d}"
    written = exports.written_files(fits, layout, at)
    row: HandOver = HandOver.objects.create(
        layout_code=layout.code, layout_version=layout.version, profile=exports.PROFILE.code, number=number, name=name,
        files=_described(name, written), result_count=len(fits),
        division_ids=sorted({str(case.division_id) for case in cases}),
        folder=str(Path(settings.HANDOVER_FOLDER) / body.slug), made_at=at, made_by_id=actor.person_id,
    )  # fmt: skip
    HandOverRow.objects.bulk_create(
        HandOverRow(
            hand_over=row, application_id=one.application.id, layout_code=layout.code, position=position,
            row_key=one.application.receipt_number, revision=one.revision,
        )
        for position, one in enumerate(fits, start=1)
    )  # fmt: skip
    return row


def _described(name: str, written: Mapping[str, layouts.WrittenFile]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{name}_{code}.csv", "group": code, "sha256": file.sha256, "rows": file.count,
            "bytes": len(file.content),
        }
        for code, file in written.items()
    ]  # fmt: skip


def made_again(row: HandOver) -> dict[str, layouts.WrittenFile]:
    """Return a hand-over's files by group, from its pinned revisions and instant (inside a scope)."""
    layout = layouts.layout(row.layout_code, row.layout_version)
    pinned = list(row.rows.order_by("position"))
    ids = [one.application_id for one in pinned]
    cases = {case.application_id: case for case in review.Case.objects.filter(application_id__in=ids).order_by("id")}
    results = exports.results([cases[one.application_id] for one in pinned])
    return exports.written_files(
        [replace(result, revision=one.revision) for one, result in zip(pinned, results, strict=True)],
        layout,
        row.made_at,
    )


def _place(hand_over_id: UUID, actor: Actor) -> tuple[list[dict[str, Any]], str]:
    """Place the files; return what they are and the manifest as it lies beside them."""
    with body_scope(actor.body_id):
        row = HandOver.objects.get(pk=hand_over_id)
        written = made_again(row)
    # Described anew: after an update of the product, what is placed is what counts, not what was prepared.
    row.files = _described(row.name, written)
    files = {one["name"]: written[one["group"]] for one in row.files}
    folder = Path(row.folder)
    extra = {"hand_over": str(row.id), "number": row.number, "results": row.result_count}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        placed = layouts.hand_over(folder, row.name, files, at=row.made_at, manifest_extra=extra)
        return row.files, placed.manifest.read_text(encoding="utf-8")
    except OSError as error:
        raise FolderNotWritable(reason=error.strerror or type(error).__name__) from error


def _finish(hand_over_id: UUID, files: list[dict[str, Any]], manifest: str, actor: Actor, at: datetime) -> HandOver:
    """Mark done and tell of every result; a run beside ours may have done so already."""
    with body_scope(actor.body_id, write=True):
        row: HandOver = HandOver.objects.locked().get(pk=hand_over_id)
        if row.state == State.DONE:
            return row
        row.state, row.done_at, row.files, row.manifest = State.DONE.value, at, files, manifest
        row.save(update_fields=["state", "done_at", "files", "manifest"])
        for one in row.rows.order_by("position"):
            events.record(
                told.HANDED_OVER, subject=one, actor=actor, at=at, matter_id=one.application_id,
                hand_over=row.id, layout=row.layout_code, sha256=row.files[0]["sha256"],
            )  # fmt: skip
        return row


def open_file(*, hand_over_id: UUID, name: str, actor: Actor, at: datetime) -> bytes:
    """Return a handed-over file's bytes, made again and compared with its digest; the log notes who looked.

    Raises:
        HandOver.DoesNotExist: no such hand-over or file.
        ContentChanged, NotPermitted
    """
    with body_scope(actor.body_id, write=True):
        row = HandOver.objects.get(pk=hand_over_id)
        require_reach(actor, "linkage.file.read", row)
        described = next((one for one in row.files if one["name"] == name), None)
        if described is None:
            raise HandOver.DoesNotExist
        try:
            file = made_again(row)[described["group"]]
        except (Refused, ObjectDoesNotExist) as error:  # an answer that was written then is gone now
            raise ContentChanged from error
        if file.sha256 != described["sha256"]:
            raise ContentChanged
        events.record(told.FILE_OPENED, subject=row, actor=actor, at=at, file=name, sha256=file.sha256)
        return file.content


def require_reach(actor: Actor, action: str, row: HandOver) -> None:
    """Refuse a hand-over that holds results of a division the actor does not act for."""
    for division_id in row.division_ids:
        permissions.require(actor, action, division_id=UUID(division_id))


def transcription_sheet(*, application_id: UUID, actor: Actor, at: datetime) -> bytes:
    """Return the transcription sheet (転記票) of a decided application as PDF, for typing into a core system by hand.

    Raises:
        ObjectDoesNotExist: there is no such application, it is not decided, or its answers were erased.
        NotPermitted
    """
    with body_scope(actor.body_id, write=True):
        case = review.Case.objects.get(application_id=application_id, state=review.State.DECIDED.value)
        permissions.require(actor, "linkage.sheet.print", division_id=case.division_id)
        content = sheets.content(exports.results([case])[0], at)
        who_looked.record(actor=actor, subject=case, matter_id=application_id, purpose="transcription", at=at)
    return documents.render(content, at=at)
