"""The entry of evidence in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        label=Message("効果測定", "Measures"),
        url_name="evidence:measures",
        action="evidence.measures.read",
        order=75,
        icon="chart",
        key="e",
        group=Message("記録と効果", "Records and effects"),
    )
)
