"""How a Celery worker listens to RabbitMQ: one message in hand for each consumer, not for a whole channel.

Celery asks RabbitMQ before 4.0 for a limit that a channel's consumers share (``basic.qos`` with ``global``). Quorum
queues refuse that, and RabbitMQ 4 takes it away; a consumer's own limit is the same to us, who have one a channel.
Celery would leave it out of itself where it is told that a queue is a quorum queue; it then makes 28 queues for delays.
Here the queue's kind is left to the broker (its virtual host's default), and Celery is told nothing.

Imported by Celery, as its ``amqp`` class.
"""

from celery.app.amqp import AMQP
from kombu.connection import Connection


class PerConsumer(Connection):
    """A connection whose limit of messages in hand is each consumer's, as AMQP 0-9-1 without ``global`` has it."""

    qos_semantics_matches_spec = True


class Listening(AMQP):  # type: ignore[misc]  # celery has no annotations
    """Celery's with that connection."""

    Connection = PerConsumer
