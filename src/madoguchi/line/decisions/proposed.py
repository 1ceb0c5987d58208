"""What a decision says to those who approve it, and to the rules on who that is."""

from django.utils.translation import gettext_noop as _  # stored in Japanese; shown in the reader's language

from madoguchi.ground.kernel import wareki
from madoguchi.line.decisions.core import outcomes
from madoguchi.line.decisions.core.outcomes import Outcome
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.office.approval import public as approval


def lines_of(
    row: Disposition, part: outcomes.DecisionPart, application: intake.ApplicationView, version: forms.PinnedVersion
) -> list[tuple[str, str]]:
    """Return what the deciders read, in the order of the notice; the number of the revision says which answers."""
    found = [
        (_("手続き"), version.name.ja),
        (_("受付番号"), application.receipt_shown),
        (_("申請者"), application.applicant_name),
        (_("到達日"), wareki.format_date(application.arrived_on)),
        (_("申請内容"), f"第{application.revision}版"),
        (_("結果"), outcomes.LABELS[Outcome(row.outcome)].ja),
        *((label.ja, value.ja) for label, value in outcomes.lines(part, row.items)),
    ]
    if row.reasons:
        found.append((_("理由"), row.reasons))
    if row.appeal:
        found.append((_("教示"), row.appeal))
    if row.marks:
        found.append((_("重要・異例・紛争"), f"{'・'.join(row.marks)}（{row.marks_reason}）"))
    return found


def facts_of(row: Disposition, part: outcomes.DecisionPart, version: forms.PinnedVersion) -> approval.Facts:
    """Return what the body's rules on who decides may ask about."""
    return {
        approval.BUSINESS: version.procedure_code,
        approval.DISPOSITION: outcomes.FACTS[Outcome(row.outcome)],
        approval.AMOUNT: outcomes.amount_yen(part, row.items),
        **{mark: mark in row.marks for mark in approval.MARKS},
    }
