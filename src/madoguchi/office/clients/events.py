"""What this room announces: who got access and how it was used. No names, no addresses, no secrets."""

from uuid import UUID

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message


def _audited(name: str, ja: str, en: str, **facts: type) -> Event:
    return Event(name=name, label=Message(ja, en), facts=facts, seen_by={Reader.AUDIT})


ADDED = _audited(
    "clients.client.added", "外部システムの利用を始めました", "Another system was given access", scopes=list
)
SCOPES_CHANGED = _audited(
    "clients.scopes.changed",
    "外部システムに認める範囲を変えました",
    "What another system may do was changed",
    scopes=list,
)
ROTATED = _audited(
    "clients.secret.rotated", "外部システムのシークレットを替えました", "Another system got a new secret", hours=int
)
STOPPED = _audited("clients.client.stopped", "外部システムの利用を止めました", "Another system's access was stopped")
TOKEN_ISSUED = _audited(
    "clients.token.issued", "外部システムがトークンを受け取りました", "Another system got a token", scopes=list
)
TOKEN_REVOKED = _audited(
    "clients.token.revoked", "外部システムがトークンを返しました", "Another system gave a token back"
)
WEBHOOK_ADDED = _audited("clients.webhook.added", "Webhookの送り先を登録しました", "A webhook was added", events=list)
WEBHOOK_ROTATED = _audited(
    "clients.webhook.rotated", "Webhookの署名の鍵を替えました", "A webhook got a new signing secret"
)
WEBHOOK_RESEALED = _audited(
    "clients.webhook.resealed",
    "Webhookの署名の鍵を、新しい秘密鍵で封じ直しました",
    "A webhook's signing secret was sealed under the new secret key",
)
WEBHOOK_STOPPED = _audited("clients.webhook.stopped", "Webhookの送信を止めました", "A webhook was stopped")
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
FETCHED = Event(
    name="clients.record.fetched",
    label=Message("外部システムが個人情報を含む文書を受け取りました", "Another system fetched a document"),
    facts={"operation": str, "record": UUID},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
