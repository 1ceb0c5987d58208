"""Checking the ``linkage`` part of a definition before it is published."""

from datetime import date

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.linkage.core import mapping
from madoguchi.office.layouts import public as layouts


def check(reader: forms.Reader, data: object, form: forms.Form | None, on: date) -> None:
    """Note what cannot be read, an unknown layout, items that it does not have, answers that the form does not have."""
    part = reader.mapping(data, "linkage", allowed=("layout", "map", "groups"))
    if not part:  # the procedure hands nothing over
        return
    found = mapping.faults(part)
    for refusal in found:
        place = str(refusal.facts["place"])
        reader.refuse(f"linkage/{place}", refusal.why.ja, refusal.why.en)
    usable = None if found else mapping.parse(part)
    if usable is None:
        return
    _check_items(reader, usable)
    if form is not None:
        _check_paths(reader, usable, form)


def _check_items(reader: forms.Reader, part: mapping.LinkagePart) -> None:
    try:
        layout = layouts.layout(part.layout)
    except layouts.LayoutUnknown as refusal:
        reader.refuse("linkage/layout", refusal.why.ja, refusal.why.en)
        return
    columns = {group.code: {column.field for column in group.columns} for group in layout.groups}
    for group in part.groups:
        code = group.code or layout.groups[0].code
        if code not in columns:
            reader.refuse(
                f"linkage/groups/{code}",
                f"レイアウトにファイル「{code}」がありません。",
                f"The layout has no file “{code}”.",
            )
            continue
        for item in sorted(group.sources.keys() - columns[code]):
            reader.refuse(
                f"{_place(group)}/{item}",
                f"レイアウトに項目「{item}」がありません。",
                f"The layout has no item “{item}”.",
            )


def _check_paths(reader: forms.Reader, part: mapping.LinkagePart, form: forms.Form) -> None:
    known = forms.field_paths(form)
    for group in part.groups:
        paths = {f"{_place(group)}/{item}": source.path for item, source in group.sources.items()}
        if group.each:
            paths[f"linkage/groups/{group.code}/each"] = group.each
        for place, path in paths.items():
            root, _, rest = path.partition(".")
            if root == "form" and rest.split(".")[0] not in known:
                reader.refuse(place, f"様式に「{rest}」という項目がありません。", f"The form has no field “{rest}”.")


def _place(group: mapping.GroupMap) -> str:
    return f"linkage/groups/{group.code}/map" if group.code else "linkage/map"


WORDS = forms.PartWords(
    Message("基幹システムへの引き継ぎ", "Hand-over to core systems"),
    {
        "layout": Message("レイアウト", "Layout"),
        "map": Message("項目の対応", "Items"),
        "groups": Message("ファイル", "Files"),
        "each": Message("1行にするもの", "One line for each"),
    },
)
forms.register_part(forms.PartChecker("linkage", check, WORDS, is_needed=False))
