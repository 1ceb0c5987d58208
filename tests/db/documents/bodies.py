"""Bodies with a number series."""

from madoguchi.ground.foundation.public import Actor, Body, body_scope, now
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.office.documents.public import open_series

Y2026 = FiscalYear(2026)


def body_with_series(slug: str, name: str, prefix: str) -> Body:
    """Make a body whose series ``kodomo`` of 令和8年度 is open."""
    body = Body.objects.create(
        key=slug, slug=slug, kind="municipality", name=name, name_en=slug.title(), head_title=f"{name}長", contact=""
    )
    with body_scope(body, write=True):
        open_series(code="kodomo", prefix=prefix, fiscal_year=Y2026, actor=Actor.system(body.id), at=now())
    return body
