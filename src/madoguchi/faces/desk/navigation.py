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
        Message("様式の統一", "Forms compared"), "desk:unify", "inventory.procedure.read", order=61, icon="list",
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
        Message("代決の順位", "Acting orders"), "desk:acting", "approval.route.read", order=82, icon="people",
        group=_OPERATION,
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
    NavItem(Message("団体", "Bodies"), "desk:bodies", "foundation.body.found", order=89, icon="home", group=_OPERATION)
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
        Message("不在の登録", "Absence"), "people:absence", "foundation.absence.record", order=83, icon="calendar",
        group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("サインインの初期化", "Sign-in renewals"), "people:renewals", "foundation.sign_in.allow_renewal",
        order=84, icon="people", group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("閉庁日", "Closed days"), "desk:closed_days", "foundation.calendar.manage", order=85, icon="calendar",
        group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("団体名と首長", "Name and head"), "desk:naming", "foundation.body.rename", order=87, icon="edit",
        group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("手続きの所管課", "Divisions in charge"), "desk:procedure_moves", "inventory.procedure.move", order=63,
        icon="folder", group=Message("手続き", "Procedures"),
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("文書番号", "Document numbers"), "desk:series", "documents.series.open", order=86, icon="list",
        group=_OPERATION,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("規則", "Rules"), "desk:rules", "rules.book.read", order=64, icon="book",
        group=Message("手続き", "Procedures"),
    )
)  # fmt: skip
_OUTREACH = Message("お知らせ先", "Whom to tell")
navigation.register(
    NavItem(
        Message("お知らせする世帯", "Households to tell"), "desk:outreach", "outreach.list.read", order=66, icon="mail",
        group=_OUTREACH,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("お知らせ不要の申出", "Does not want to be told"), "desk:opt_outs", "outreach.opt_out.record", order=67,
        icon="person", group=_OUTREACH,
    )
)  # fmt: skip
navigation.register(
    NavItem(
        Message("台帳と申請済み", "Registers"), "desk:outreach_registers", "outreach.register.manage", order=68,
        icon="folder", group=_OUTREACH,
    )
)  # fmt: skip
