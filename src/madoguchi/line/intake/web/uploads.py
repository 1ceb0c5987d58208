"""Files that come with a page: held in memory up to what may be kept, counted beyond it, so that no text is lost."""

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from madoguchi.ground.foundation.public import files
from madoguchi.ground.kernel.errors import Message, put_together
from madoguchi.line.forms import public as forms

MOST_OF_REQUEST = 60 * files.MEGABYTE
"""Bytes of files kept from one request; what comes after is treated as too large."""

_ALTOGETHER = Message(
    "「{name}」は受け取れませんでした。一度に送れるのは合計60MBまでです。「選んだファイルを今送って確かめる」で、少しずつ送ってください。",
    "“{name}” was not taken. At most 60 MB can be sent at once: send them a few at a time.",
    easy="「{name}」は 送れませんでした。一度に 60MBまでです。少しずつ 送って ください。",
)


class BoundedUpload(FileUploadHandler):
    """Keeps at most the allowed size of each file and of all together; larger ones come out empty, with their size."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.kept_bytes = 0
        self.chunks: list[bytes] = []
        self.size = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        self.chunks, self.size = [], 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size <= files.ATTACHMENTS.most_bytes and self.kept_bytes + self.size <= MOST_OF_REQUEST:
            self.chunks.append(raw_data)
        else:
            self.chunks = []

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        kept = b"".join(self.chunks)
        is_whole = len(kept) == file_size
        if is_whole:
            self.kept_bytes += file_size
        made = SimpleUploadedFile(self.file_name or "file", kept if is_whole else b"")
        made.size = file_size
        return made


def bound(request: HttpRequest) -> None:
    """Read this request's files within bounds; before anything looks at its fields."""
    request.upload_handlers = [BoundedUpload(request)]


def received(
    request: HttpRequest,
) -> tuple[dict[str, list[tuple[str, bytes]]], list[forms.FieldError]]:
    """Return the files of a page by input name, and an error for each that was too large.

    A file input left empty sends nothing; one with a file of 0 bytes sends it, and the store says so.
    """
    kept: dict[str, list[tuple[str, bytes]]] = {}
    errors = []
    for name, sent in request.FILES.lists():
        for one in _files(sent):
            file_name, size = one.name or "file", one.size or 0
            content = one.read()
            if len(content) == size:
                kept.setdefault(name, []).append((file_name, content))
            else:
                path = "/".join(name.split("-"))
                errors.append(forms.FieldError(path, forms.Fault.FILE_REFUSED, _said(file_name, size)))
    return kept, errors


def _files(sent: Sequence[object]) -> "list[UploadedFile[bytes]]":
    return [one for one in sent if isinstance(one, UploadedFile)]


def _said(name: str, size: int) -> Message:
    most = files.ATTACHMENTS.most_bytes
    clean = files.clean_name(name)
    if size <= most:
        return _ALTOGETHER.with_facts(name=clean)
    refusal = files.FileTooLarge(name=clean, size=f"{size / files.MEGABYTE:.1f}", most=most // files.MEGABYTE)
    return put_together((refusal.what, refusal.mend))


def typed_fields(request: HttpRequest) -> Mapping[str, Sequence[str]]:
    """Return the posted fields, all values of each."""
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}
