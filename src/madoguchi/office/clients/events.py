"""What this room announces: who got access and how it was used. No names, no addresses, no secrets."""

from uuid import UUID

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

_AUDIT = {Reader.AUDIT}

ADDED = Event(
    name="clients.client.added",
    label=Message("外部システムの利用を始めました", "Another system was given access"),
    facts={"scopes": list},
    seen_by=_AUDIT,
)
SCOPES_CHANGED = Event(
    name="clients.scopes.changed",
    label=Message("外部システムに認める範囲を変えました", "What another system may do was changed"),
    facts={"scopes": list},
    seen_by=_AUDIT,
)
ROTATED = Event(
    name="clients.secret.rotated",
    label=Message("外部システムのシークレットを替えました", "Another system got a new secret"),
    facts={"hours": int},
    seen_by=_AUDIT,
)
STOPPED = Event(
    name="clients.client.stopped",
    label=Message("外部システムの利用を止めました", "Another system's access was stopped"),
    seen_by=_AUDIT,
)
TOKEN_ISSUED = Event(
    name="clients.token.issued",
    label=Message("外部システムがトークンを受け取りました", "Another system got a token"),
    facts={"scopes": list},
    seen_by=_AUDIT,
)
TOKEN_REVOKED = Event(
    name="clients.token.revoked",
    label=Message("外部システムがトークンを返しました", "Another system gave a token back"),
    seen_by=_AUDIT,
)
FETCHED = Event(
    name="clients.record.fetched",
    label=Message("外部システムが個人情報を含む文書を受け取りました", "Another system fetched a document"),
    facts={"operation": str, "record": UUID},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
WEBHOOK_ADDED = Event(
    name="clients.webhook.added",
    label=Message("Webhookの送り先を登録しました", "A webhook was added"),
    facts={"events": list},
    seen_by=_AUDIT,
)
WEBHOOK_ROTATED = Event(
    name="clients.webhook.rotated",
    label=Message("Webhookの署名の鍵を替えました", "A webhook got a new signing secret"),
    seen_by=_AUDIT,
)
WEBHOOK_STOPPED = Event(
    name="clients.webhook.stopped",
    label=Message("Webhookの送信を止めました", "A webhook was stopped"),
    seen_by=_AUDIT,
)
GIVEN_UP = Event(
    name="clients.message.given_up",
    label=Message("Webhookを届けられませんでした", "A webhook's message was not taken"),
    facts={"tells_of": str, "attempts": int},
)
SENT_AGAIN = Event(
    name="clients.message.sent_again",
    label=Message("Webhookをもう一度送ることにしました", "A webhook's message is sent again"),
    facts={"tells_of": str},
)
