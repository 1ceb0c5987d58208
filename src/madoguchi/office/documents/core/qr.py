"""二次元コード as a vector picture (JIS X 0510)."""

from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # qrcode ships no types
from qrcode.main import QRCode  # type: ignore[import-untyped]

MASK = 3
QUIET_ZONE = 4  # modules, JIS X 0510 requires 4


def svg(text: str) -> str:
    """Return a QR code of ``text`` as SVG: black runs of modules on white, error correction M (15 %)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(text)
    matrix: list[list[bool]] = code.get_matrix()
    size = len(matrix)
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < size:
            width = 0
            while x + width < size and row[x + width]:
                width += 1
            if width:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width + 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{"".join(runs)}" fill="#000"/></svg>'
    )
