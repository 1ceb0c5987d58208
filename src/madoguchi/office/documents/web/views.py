"""Is this letter genuine? Anyone who holds it may ask; nothing about the person is told."""

from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.ground.foundation.public import Request, body_scope, client_address, files, limits, now, open_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.documents import selectors
from madoguchi.office.documents.core.verification import grouped, parse_code
from madoguchi.office.documents.selectors import Verified

PDF_ONLY = files.Allowed(frozenset({files.PDF}), 10 * files.MEGABYTE)
# Codes cannot be guessed (74 random bits); the limit keeps a machine from trying all the same.
MOST, PER_SECONDS = 30, 15 * 60


class NoFileChosen(Refused):
    """The comparison was asked for without a file."""

    code = "documents.no_file_chosen"
    status = 422
    what = Message("ファイルが選ばれていません。", "No file was chosen.", easy="ファイルが ありません。")
    why = Message(
        "見比べるには、お手元のPDFファイルが必要です。",
        "To compare, we need the PDF file that you have.",
        easy="PDFの ファイルが いります。",
    )
    mend = Message(
        "PDFファイルを選んでから押してください。",
        "Choose the PDF file, then press the button.",
        easy="PDFを えらんでください。",
    )


class FileNotPdf(Refused):
    """Only a PDF can be the letter that was issued."""

    code = "documents.file_not_pdf"
    status = 415
    what = Message(
        "このファイルは見比べられません。", "This file cannot be compared.", easy="この ファイルは 使えません。"
    )
    why = Message("PDFファイルではありません。", "It is not a PDF file.", easy="PDFでは ありません。")
    mend = Message(
        "受け取ったPDFファイルを、そのまま選んでください。印刷した紙の写真では見比べられません。",
        "Choose the PDF file just as you received it. A photo of the printed letter cannot be compared.",
        easy="もらった PDFを そのまま えらんでください。写真は 使えません。",
    )


@dataclass(frozen=True, slots=True)
class EnterCodePage:
    """What was typed, kept; ``error``: what is wrong, beside the field."""

    typed: str
    error: Message | None


@dataclass(frozen=True, slots=True)
class VerifiedPage:
    """A document of this body; ``is_same``: None until a file was compared."""

    document: Verified
    code: str
    fingerprint: str  # SHA-256 in groups of four, to be read aloud
    is_same: bool | None


@open_page
@require_safe
def enter_code(request: Request) -> HttpResponse:
    """A field for the code; a well-formed one leads to its page."""
    typed = request.GET.get("code", "")
    if not typed:
        return _private(page(request, "documents/verify.html", EnterCodePage("", error=None)))
    try:
        code = parse_code(typed)
    except Refused as refusal:
        return _enter_again(request, typed, refusal)
    return _private(done(request, to="documents:verified", code=code))


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def verified(request: Request, code: str) -> HttpResponse:
    """What is known of the document with this code; a POST compares a PDF with it and keeps nothing."""
    limits.spend("documents.verify", key=client_address(request), most=MOST, per_seconds=PER_SECONDS, at=now())
    try:
        with body_scope(request.public_body):
            document = selectors.verify(code)
    except Refused as refusal:
        return _enter_again(request, code, refusal)
    shown = VerifiedPage(document, grouped(parse_code(code)), _in_fours(document.sha256), is_same=None)
    if request.method != "POST":
        return _private(page(request, "documents/verified.html", shown))
    try:
        uploaded = _uploaded(request)
    except Refused as refusal:
        return _private(page(request, "documents/verified.html", shown, refusal=refusal, status=refusal.status))
    is_same = sha256(uploaded).hexdigest() == document.sha256
    # no redirect: nothing was changed, and the answer belongs to the file that was sent
    answer = VerifiedPage(document, shown.code, shown.fingerprint, is_same=is_same)
    return _private(page(request, "documents/verified.html", answer))


def _uploaded(request: Request) -> bytes:
    upload = request.FILES.get("pdf")
    if upload is None or upload.name is None or upload.size is None:
        raise NoFileChosen(pointer="pdf")
    most = PDF_ONLY.most_bytes
    if upload.size > most:
        raise files.FileTooLarge(
            name=upload.name, size=f"{upload.size / files.MEGABYTE:.1f}", most=most // files.MEGABYTE
        )
    content: bytes = upload.read()
    try:
        files.check(content, name=upload.name, allowed=PDF_ONLY)
    except (files.FileTypeNotAllowed, files.FileNameMismatch):
        raise FileNotPdf(pointer="pdf") from None
    return content


def _enter_again(request: Request, typed: str, refusal: Refused) -> HttpResponse:
    data = EnterCodePage(typed[:100], error=refusal.what)
    return _private(page(request, "documents/verify.html", data, refusal=refusal, status=refusal.status))


def _private(response: HttpResponse) -> HttpResponse:
    """Addresses with codes stay out of search engines and caches."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_fours(digest: str) -> str:
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))
