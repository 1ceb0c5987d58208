"""転記票: a result under the official names of the receiver's items, for a person who types it in."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from madoguchi.ground.foundation.public import Body, current_body_id, localdate
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms import public as forms
from madoguchi.line.linkage import exports
from madoguchi.office.documents import public as documents
from madoguchi.office.layouts import public as layouts


def content(result: exports.Result, at: datetime) -> documents.Transcription:
    """Return what the sheet says (inside a scope); a procedure without a layout shows answers and decision."""
    part = exports.part_of(result.version.id)
    layout = None if part is None else layouts.layout(part.layout)
    groups = _answers(result) if layout is None else _items(result, layout, at)
    return documents.Transcription(
        title=f"{result.version.name.ja}　転記票",
        issued_on=localdate(at),
        is_trial=Body.objects.get(pk=current_body_id()).is_trial,
        procedure=result.version.name.ja,
        receipt_number=result.application.receipt_shown,
        received_at=result.application.arrived_at,
        system="（電子ファイルでの引き継ぎはありません）"
        if layout is None
        else f"{layout.name.ja}（項目定義 {layout.version}版）",
        groups=tuple(groups),
    )


def _items(result: exports.Result, layout: layouts.Layout, at: datetime) -> Iterator[documents.Group]:
    rows = exports.rows_of(result, layout, at, is_strict=False)
    for group in layout.groups:
        found = rows.get(group.code, [])
        for place, row in enumerate(found, start=1):
            heading = group.name if len(found) == 1 else f"{group.name}　{place}"
            yield documents.Group(heading=heading, items=tuple(_item(column, row, layout) for column in group.columns))


def _item(column: layouts.Column, row: Mapping[str, object], layout: layouts.Layout) -> documents.Item:
    value = row.get(column.field)
    conversion = layouts.Conversion(width=exports.PROFILE.width, code_lists=layout.code_lists)
    try:
        text = layouts.text_writer(column, conversion)(value)
    except Refused:  # the sheet is for just these: a person sees what does not fit
        text = "" if value is None else str(value)
    meaning = layout.code_lists.get(column.code_list, {}).get(text, "")
    return documents.Item(label=column.name, value=text, note=meaning)


def _answers(result: exports.Result) -> Iterator[documents.Group]:
    answers = result.facts["form"]
    for section in forms.summary(result.version.form, answers, "ja"):
        items = tuple(
            documents.Item(label=f"{row.item}　{row.label}".strip(), value="" if row.is_blank else row.shown)
            for row in section.rows
        )
        yield documents.Group(heading=section.title, items=items)
    decided = (
        ("結果", result.disposition.outcome_label.ja),
        *((label.ja, value.ja) for label, value in result.disposition.lines),
    )
    yield documents.Group(
        heading="決定", items=tuple(documents.Item(label=label, value=value) for label, value in decided)
    )
