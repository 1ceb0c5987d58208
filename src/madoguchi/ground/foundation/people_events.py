"""What happens to people and posts: the audit's answer to "who could act for whom on that day"."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

_SEEN_BY = frozenset({Reader.STAFF, Reader.AUDIT})

PERSON_ADDED = Event("foundation.person.added", Message("職員を登録しました", "Member of staff added"), {}, _SEEN_BY)
PERSON_LEFT = Event(
    "foundation.person.left", Message("職員の退職・転出を登録しました", "Leaving recorded"), {"left_on": date}, _SEEN_BY
)
RENEWAL_ASKED = Event(
    "foundation.person.sign_in_renewal_asked",
    Message("職員のサインインの初期化を申し出ました", "Renewal of a sign-in asked for"),
    {},
    _SEEN_BY,
)
RENEWAL_WITHDRAWN = Event(
    "foundation.person.sign_in_renewal_withdrawn",
    Message("職員のサインインの初期化を取り下げました", "Renewal of a sign-in withdrawn"),
    {},
    _SEEN_BY,
)
SIGN_IN_RENEWED = Event(
    "foundation.person.sign_in_renewed",
    Message("職員のパスワードと認証アプリを初期化しました", "Password and second factor renewed"),
    {"asked_by_person_id": UUID},
    _SEEN_BY,
)
IDENTITY_LINKED = Event(
    "foundation.person.identity_linked",
    Message("職員に外部の認証サービスの利用者を結び付けました", "User of an identity provider linked"),
    {"provider": str},
    _SEEN_BY,
)
IDENTITY_UNLINKED = Event(
    "foundation.person.identity_unlinked",
    Message("職員と外部の認証サービスの結び付けを解除しました", "User of an identity provider unlinked"),
    {},
    _SEEN_BY,
)
SIGN_IN_RENEWED_ON_SERVER = Event(
    "foundation.person.sign_in_renewed_on_server",
    Message("運用担当者が職員のサインインをサーバーで初期化しました", "Sign-in renewed on the server by the operator"),
    {"operator": str},  # the login name on the server
    _SEEN_BY,
)
ACCOUNT_CLOSED = Event(
    "foundation.person.account_closed", Message("職員のアカウントを閉じました", "Account closed"), {}, _SEEN_BY
)
ASSIGNED = Event(
    "foundation.assignment.begun",
    Message("職に就けました", "Post assigned"),
    {"person_id": UUID, "post_id": UUID, "is_main": bool, "valid_from": date},
    _SEEN_BY,
)
ASSIGNMENT_ENDED = Event(
    "foundation.assignment.ended",
    Message("職を解きました", "Assignment ended"),
    {"person_id": UUID, "post_id": UUID, "valid_until": date},
    _SEEN_BY,
)
ASSIGNMENT_CONTINUED = Event(
    "foundation.assignment.continued",
    Message("職を続けることにしました", "Assignment goes on"),
    {"person_id": UUID, "post_id": UUID},
    _SEEN_BY,
)
ABSENCE_RECORDED = Event(
    "foundation.absence.recorded",
    Message("不在を登録しました", "Absence recorded"),
    {"person_id": UUID, "valid_from": date, "valid_until": date, "reason": str},
    _SEEN_BY,
)
ABSENCE_ENDED = Event(
    "foundation.absence.ended",
    Message("不在の予定を取り消し、または短くしました", "Absence cancelled or shortened"),
    {"person_id": UUID, "valid_until": date},
    _SEEN_BY,
)
ACTING_ORDER_SET = Event(
    "foundation.acting_order.replaced",
    Message("代決の順位を定めました", "Acting order set"),
    {"deputy_post_ids": list, "valid_from": date},
    _SEEN_BY,
)
ACTING_ORDER_WITHDRAWN = Event(
    "foundation.acting_order.withdrawn",
    Message("代決の順位の予定を取りやめました", "Planned acting order withdrawn"),
    {"valid_from": date},
    _SEEN_BY,
)
DIVISION_OPENED = Event(
    "foundation.division.opened", Message("課を加えました", "Division opened"), {"valid_from": date}, _SEEN_BY
)
DIVISION_RENAMED = Event(
    "foundation.division.renamed", Message("課の名前を変えました", "Division renamed"), {}, _SEEN_BY
)
DIVISION_CLOSED = Event(
    "foundation.division.closed", Message("課を廃止しました", "Division closed"), {"valid_until": date}, _SEEN_BY
)
POST_OPENED = Event(
    "foundation.post.opened",
    Message("職を加えました", "Post opened"),
    {"division_id": UUID, "rank": str, "roles": list, "valid_from": date},
    _SEEN_BY,
)
POST_RENAMED = Event("foundation.post.renamed", Message("職の名前を変えました", "Post renamed"), {}, _SEEN_BY)
POST_CLOSED = Event(
    "foundation.post.closed", Message("職を廃止しました", "Post closed"), {"valid_until": date}, _SEEN_BY
)
