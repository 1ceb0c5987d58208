"""What somebody may be to another (続柄), as forms offer it.

The values are ours. They are not the codes of the resident register (住民基本台帳), which tells 長男 from 二男: an
applicant is asked what the office needs to know of them, the register says the rest.
"""

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import Option

OTHER = "other"
"""The relation that is written in words; it is offered always."""
RELATIONS: tuple[Option, ...] = (
    Option("self", Message("本人", "The person themselves", "自分")),
    Option("spouse", Message("夫・妻", "Husband or wife", "夫・妻")),
    Option("partner", Message("パートナー（事実婚などを含む）", "Partner", "パートナー")),
    Option("child", Message("子", "Child", "子ども")),
    Option("father", Message("父", "Father", "お父さん")),
    Option("mother", Message("母", "Mother", "お母さん")),
    Option("sibling", Message("兄弟姉妹", "Brother or sister", "きょうだい")),
    Option("grandparent", Message("祖父・祖母", "Grandparent", "おじいさん・おばあさん")),
    Option("grandchild", Message("孫", "Grandchild", "孫")),
    Option("child_in_law", Message("子の夫・妻", "Son-in-law or daughter-in-law", "子どもの 夫・妻")),
    Option("parent_in_law", Message("夫・妻の父母", "Father-in-law or mother-in-law", "夫・妻の お父さん・お母さん")),
    Option("foster_child", Message("里子", "Foster child", "里子（預かって 育てている 子ども）")),
    Option("housemate", Message("同居人", "Somebody living in the same home", "同じ 家に 住む 人")),
    Option(OTHER, Message("その他", "Other", "その他（ほか）")),
)


def offered(values: tuple[str, ...]) -> tuple[Option, ...]:
    """Return the relations with these values in their order, and その他; all of them where there are no values."""
    if not values:
        return RELATIONS
    known = {option.value: option for option in RELATIONS}
    return tuple(known[value] for value in (*(one for one in values if one != OTHER), OTHER))
