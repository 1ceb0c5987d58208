"""The rules that a form names, in its package: the document that the body decides by, with its golden cases."""

from collections.abc import Mapping, Sequence
from datetime import date

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.package_parts import Definition, PackagePart, PartStanding, Texts, register_package_part
from madoguchi.line.forms.package_refusals import PackagePartRefused, PackageRulesMissing
from madoguchi.office.rules import public as rules

_LABEL = Message("規則「{name}」", "Rules “{name}”")
_SAME = Message("貴団体がいま使っている規則と同じです。", "The same as the rules of this body.")
_OTHER = Message(
    "貴団体の規則と違います。貴団体の規則はそのままです。使うには、下書きにして、別の人が承認します。",
    "Other than the rules of this body, which stay as they are. To use them, take them as a draft for approval.",
)
_NONE = Message(
    "貴団体は、まだこの規則を採用していません。使うには、下書きにして、別の人が承認します。",
    "This body has not adopted these rules. To use them, take them as a draft, which another person approves.",
)


def rules_of(parts: Texts) -> tuple[rules.RulesPacked, ...]:
    """Return the rules that a package's folder holds."""
    names = sorted(name.removesuffix(".json") for name in parts if name.endswith(".json"))
    return tuple(rules.RulesPacked(name, parts[f"{name}.json"], parts.get(f"{name}.cases.jsonl", "")) for name in names)


def _named(definition: Definition) -> str:
    form = definition.get("form")
    return str(form.get("rules") or "") if isinstance(form, Mapping) else ""


def _pack(definition: Definition, on: date) -> Texts:
    name = _named(definition)
    found = rules.packed_rules(name, at=on) if name else None
    if found is None:
        if name and not rules.are_rules_known(name, at=on):
            raise PackageRulesMissing(rules=name)
        return {}
    cases = {f"{found.package_id}.cases.jsonl": found.cases} if found.cases else {}
    return {f"{found.package_id}.json": found.document, **cases}


def _look(parts: Texts, definition: Definition, on: date) -> Sequence[PartStanding]:
    name, found = _named(definition), rules_of(parts)
    if name and not found and not rules.are_rules_known(name, at=on):
        raise PackageRulesMissing(rules=name)
    told = []
    for one in found:
        standing = rules.standing(one, at=on)
        if standing.faults:
            first = standing.faults[0]
            raise PackagePartRefused(
                part=f"rules/{one.package_id}",
                ja=f"[{first.path}] {first.what.ja}",
                en=f"[{first.path}] {first.what.en}",
            )
        words = _SAME if standing.is_same else _OTHER if standing.has_own else _NONE
        told.append(
            PartStanding(_LABEL.with_facts(name=one.package_id), words, "" if standing.is_same else one.package_id)
        )
    return told


register_package_part(PackagePart("rules", _pack, _look))
