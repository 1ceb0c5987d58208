"""Whose application it is."""

from madoguchi.ground.foundation.public import Actor
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.refusals import ApplicationNotFound


def require_own(application: Application | None, actor: Actor) -> Application:
    """Return the application to its applicant, or to somebody who proved to know it.

    Raises:
        ApplicationNotFound: there is none, or it is neither of these who asks.
    """
    if application is None:
        raise ApplicationNotFound
    is_owner = application.account_id is not None and application.account_id == actor.account_id
    if not is_owner and application.id not in actor.applications:
        raise ApplicationNotFound
    return application
