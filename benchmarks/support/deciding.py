"""Run in a process of its own with the product's settings: ``prepare COUNT``, ``approve``, or ``work COUNT``.

``prepare`` makes an office with so many decisions that wait for their last approval; ``approve`` is the act of the manager
on all of them; ``work`` is a worker, until each has its notice and its mail is queued. The last two print what they took.
"""

import json
import sys
import time

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from contextlib import redirect_stdout

from django.conf import settings

from madoguchi.config.serving import collect_static
from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.public import Body, body_scope, now
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.models import Proposal
from madoguchi.office.messages.models import Outgoing
from tests.support.bodies import make_body, staff
from tests.support.offices import Office, open_office

SLUG = "minamo"


def prepare(count: int) -> None:
    """Make the office, and let so many decisions come as far as the manager."""
    with redirect_stdout(sys.stderr):
        collect_static()
    staffed = staff(make_body(SLUG, "みなも市"))
    office = open_office(staffed)
    for number in range(count):
        _, proposal = office.proposed(seed=number, email=f"resident{number}@example.jp")
        office.approve(proposal, "chief")
    tasks.run_pending(limit=100_000)
    with body_scope(staffed.body, write=True):
        Outgoing.objects.all().delete()  # the receipts' mails
    manager = staffed.people["manager"].account_id
    json.dump({"manager": str(manager)}, sys.stdout)


def approve(manager: str) -> None:
    """Approve all that waits for the manager, one after the other, as one person's act."""
    from uuid import UUID

    from madoguchi.ground.foundation.public import localdate, people

    body = Body.objects.get(slug=SLUG)
    with body_scope(body):
        actor = people.staff_actor(UUID(manager), body.id, on=localdate(now()))
        waiting = list(Proposal.objects.filter(state="open").order_by("id").values_list("id", "content_hash"))
    begun = time.process_time()
    for proposal_id, content_hash in waiting:
        approval.approve(proposal_id=proposal_id, content_hash=content_hash, comment="", actor=actor, at=now())
    json.dump({"count": len(waiting), "cpu_s": time.process_time() - begun}, sys.stdout)


def work(count: int) -> None:
    """Work until so many mails are queued."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    body, worker = Body.objects.get(slug=SLUG), tasks.LeasedWorker()
    begun, ran = time.process_time(), 0
    while True:
        did = worker.run_batch()
        ran += did
        if not did:
            with body_scope(body):
                if Outgoing.objects.count() >= count:
                    break
            time.sleep(0.02)
    json.dump({"tasks": ran, "cpu_s": time.process_time() - begun}, sys.stdout)


if __name__ == "__main__":
    {"prepare": lambda: prepare(int(sys.argv[2])), "approve": lambda: approve(sys.argv[2]),
     "work": lambda: work(int(sys.argv[2]))}[sys.argv[1]]()  # fmt: skip
