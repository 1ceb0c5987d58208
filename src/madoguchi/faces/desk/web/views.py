"""A person's home at the desk."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.faces.desk import selectors
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.ui.public import page


@require_safe
@staff_page("desk.home")
def home(request: Request) -> HttpResponse:
    """What waits for me today."""
    return page(request, "desk/home.html", selectors.home(request.actor, now()))
