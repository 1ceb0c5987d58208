"""Run in a process of its own with the product's settings: ``prepare COUNT``, ``approve COUNT`` or ``work``.

``prepare`` makes an office with so many decisions that wait for their last approval. ``approve`` sends what mails are
queued, which no later round is to pay for; then it is the act of the manager on so many decisions, and prints the CPU
seconds that the act took. ``work`` is a worker: for each line with a number that it reads it works until so many mails
are queued, and prints when it began and ended (monotonic, which processes share) and the CPU seconds it took.
"""

import gc
import sys
import time

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from contextlib import redirect_stdout

from django.conf import settings
from django.urls import get_resolver

from madoguchi.config.serving import collect_static
from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.public import Body, Person, body_scope, localdate, now, people
from madoguchi.ground.foundation.tasks.worker import LOOK_SECONDS
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.models import Proposal
from madoguchi.office.messages.models import Outgoing
from tests.support.bodies import make_body, staff
from tests.support.offices import open_office

SLUG, NOWHERE = "minamo", "django.core.mail.backends.dummy.EmailBackend"


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


def approve(count: int) -> None:
    """Send what mails are queued, then approve what waits for the manager, one after the other."""
    settings.EMAIL_BACKEND = NOWHERE
    with redirect_stdout(sys.stderr):
        tasks.run_pending(limit=100_000)
    body = Body.objects.get(slug=SLUG)
    with body_scope(body):
        person = Person.objects.get(name="manager")
        actor = people.staff_actor(person.account_id, body.id, on=localdate(now()))
        waiting = Proposal.objects.filter(state="open").order_by("id").values_list("id", "content_hash")[:count]
        chosen = list(waiting)
    begun = time.process_time()
    for proposal_id, content_hash in chosen:
        approval.approve(proposal_id=proposal_id, content_hash=content_hash, comment="", actor=actor, at=now())
    print(time.process_time() - begun)


def work(until: int) -> None:
    """Work until so many mails are queued."""
    settings.EMAIL_BACKEND = NOWHERE
    body, worker = Body.objects.get(slug=SLUG), tasks.LeasedWorker()
    begun, spent = time.monotonic(), time.process_time()
    while True:
        ran = worker.run_batch()
        with body_scope(body):
            if Outgoing.objects.count() >= until:
                break
        if not ran:
            time.sleep(LOOK_SECONDS)
    print(begun, time.monotonic(), time.process_time() - spent, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "work":
        _ = get_resolver().url_patterns  # a worker that has run for a while has loaded them
        gc.freeze()  # as `madoguchi work` does
        gc.set_threshold(5_000)
        for line in sys.stdin:
            work(int(line))
    else:
        {"prepare": prepare, "approve": approve}[sys.argv[1]](int(sys.argv[2]))
