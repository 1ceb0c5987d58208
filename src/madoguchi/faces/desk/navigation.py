"""The desk's entries in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

_OPERATION = Message("運用", "Operation")

navigation.register(NavItem(Message("ホーム", "Home"), "desk:home", "desk.home", order=10, icon="home", key="h"))
navigation.register(
    NavItem(
        Message("案件", "Cases"),
        "desk:cases",
        "review.case.read",
        order=20,
        icon="list",
        key="c",
        group=Message("手続き", "Procedures"),
    )
)
navigation.register(
    NavItem(
        Message("手続きの公開", "Publishing"), "desk:publishing", "forms.version.publish", order=62, icon="upload",
        group=Message("手続き", "Procedures"),
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("決裁ルート", "Routes"), "desk:routes", "approval.route.read", order=81, icon="stamp", group=_OPERATION
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("運用の状況", "Operation"),
        "desk:operation",
        "foundation.operation.read",
        order=79,
        icon="gear",
        key="o",
        group=_OPERATION,
    )
)
navigation.register(
    NavItem(Message("団体", "Bodies"), "desk:bodies", "foundation.body.found", order=74, icon="home", group=_OPERATION)
)
navigation.register(
    NavItem(
        Message("監査", "Audit"), "desk:audit", "foundation.log.read", order=76, icon="search", key="u",
        group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("廃棄の保留", "Holds"), "desk:holds", "desk.hold.read", order=77, icon="folder", group=_OPERATION
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("職員と所属", "People"),
        "people:list",
        "foundation.people.manage",
        order=80,
        icon="people",
        group=_OPERATION,
    )
)
navigation.register(
    NavItem(
        Message("不在の登録", "Absence"), "people:absence", "foundation.absence.record", order=85, icon="calendar",
        group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("サインインの初期化", "Sign-in renewals"), "people:renewals", "foundation.sign_in.allow_renewal",
        order=82, icon="people", group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("閉庁日", "Closed days"), "desk:closed_days", "foundation.calendar.manage", order=86, icon="calendar",
        group=_OPERATION,
    )
)  # fmt: skip
