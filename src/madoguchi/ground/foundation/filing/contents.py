"""What is inside a file: hostile ones refused in words, photos without their metadata, PDFs with what to warn of."""

from madoguchi.ground.foundation.filing import pdfs, pictures
from madoguchi.ground.foundation.filing.refusals import FileBroken, FileIsTwo, PdfTooComplicated, PictureTooLarge

_REASONS = {
    pdfs.Limit.INFLATES: ("開くと非常に大きくなる内容でした。", "It unfolds to a very large size when opened."),
    pdfs.Limit.LAYERS: ("中身が何重にも圧縮されていました。", "Its content is packed several times over."),
    pdfs.Limit.PAGES: (f"{pdfs.MOST_PAGES:,}ページを超えていました。", f"It has more than {pdfs.MOST_PAGES:,} pages."),
    pdfs.Limit.DEPTH: ("部品の入れ子が深すぎました。", "Its parts stand too deep in each other."),
    pdfs.Limit.OBJECTS: ("部品の数が多すぎました。", "It has too many parts."),
}


def cleaned(content: bytes, media_type: str, *, name: str) -> tuple[bytes, frozenset[str]]:
    """Return the bytes to keep and what an officer is warned of; an office file is kept as it came.

    Raises:
        FileBroken, PictureTooLarge, PdfTooComplicated, FileIsTwo
    """
    try:
        if media_type == "image/jpeg":
            return pictures.clean_jpeg(content), frozenset()
        if media_type == "image/png":
            return pictures.clean_png(content), frozenset()
        if media_type != "application/pdf":
            return content, frozenset()
        if pdfs.is_archive_too(content):
            raise FileIsTwo(name=name)
        return content, frozenset(pdfs.signs(content))
    except pictures.Broken as error:
        raise FileBroken(name=name) from error
    except pictures.TooManyPixels as error:
        raise PictureTooLarge(
            name=name, width=f"{error.width:,}", height=f"{error.height:,}", most=pictures.MOST_PIXELS // 1_000_000
        ) from error
    except pdfs.TooComplicated as error:
        ja, en = _REASONS[error.limit]
        raise PdfTooComplicated(name=name, reason_ja=ja, reason_en=en) from error
