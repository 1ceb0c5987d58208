"""The door of the room 外部システム: operations are described here, events published, uses written down."""

from madoguchi.office.clients.calling import Reply, operation
from madoguchi.office.clients.core.operations import Content, Operation, Parameter, ParameterWrong
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.core.shapes import plain
from madoguchi.office.clients.destinations import check_url
from madoguchi.office.clients.listening import know_senders, publish, published_names
from madoguchi.office.clients.models import Client
from madoguchi.office.clients.refusals import NoSuchAddress
from madoguchi.office.clients.selectors import first_of
from madoguchi.office.clients.services import Credentials, add_client, stop_all, stop_client
from madoguchi.office.clients.tokens import Caller, client_actor, issue
from madoguchi.office.clients.uses import note_fetched
from madoguchi.office.clients.webhook_services import add_webhook

__all__ = [
    "Caller", "Client", "Content", "Credentials", "NoSuchAddress", "Operation", "Parameter", "ParameterWrong", "Reply",
    "Scope", "add_client", "add_webhook", "check_url", "client_actor", "first_of", "issue", "know_senders",
    "note_fetched", "operation", "plain", "publish", "published_names", "stop_all", "stop_client",
]  # fmt: skip
