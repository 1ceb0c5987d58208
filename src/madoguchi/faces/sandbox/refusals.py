"""When a trial body says no."""

from madoguchi.ground.kernel.errors import Message, Refused


class ZonesApart(Refused):
    """A trial body crosses no zone, so it needs an installation that has but one."""

    code = "sandbox.zones_apart"
    what = Message("試験用の団体を作れませんでした。", "The trial body was not made.")
    why = Message(
        "このインストールは、インターネット側とLGWAN側に分かれています。試験用の団体は、ゾーンをまたぎません。",
        "Internet and LGWAN run apart here; a trial body crosses no zone.",
    )
    mend = Message(
        "MADOGUCHI_ZONEを設定しない、試験用の別のインストールで作ってください。",
        "Make it on an installation of its own, without MADOGUCHI_ZONE.",
    )


class SlugNotUsable(Refused):
    """An address that is taken, or that no trial body may have."""

    code = "sandbox.slug_not_usable"
    what = Message("試験用の団体を作れませんでした。", "The trial body was not made.")
    why = Message("「{slug}」は使えません（{reason_ja}）。", "“{slug}” cannot be used ({reason_en}).")
    mend = Message(
        "英小文字・数字・ハイフンの20字までで、ほかの団体が使っていない名前にしてください。例: sandbox-kaisha",
        "Give up to 20 lower-case letters, digits and hyphens that no other body has. Example: sandbox-firm",
    )


class OnlyInATrial(Refused):
    """Somebody plays the officer of a real body."""

    code = "sandbox.only_in_a_trial"
    status = 404
    what = Message("この操作は、試験用の団体でだけ使えます。", "This can be done at a trial body only.")
    why = Message("この団体は、実際の団体です。", "This body is a real one.")
    mend = Message("試験用の団体のアドレスを使ってください。", "Use the address of a trial body.")


class StepUnreadable(Refused):
    """A step that is no step."""

    code = "sandbox.step_unreadable"
    status = 422
    what = Message("担当者の操作を読み取れませんでした。", "The step could not be read.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")


class CaseNotOpenYet(Refused):
    """The application arrived a moment ago; the worker opens its case."""

    code = "sandbox.case_not_open_yet"
    what = Message("担当者はまだ動けません。", "The officer cannot act yet.")
    why = Message("審査の準備がまだ終わっていません。", "The case is not open yet.")
    mend = Message("数秒待って、もう一度送ってください。", "Wait a few seconds and send it again.")
