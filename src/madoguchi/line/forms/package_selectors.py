"""What whoever adopts a package looks at. All functions join the scope of their caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.fingerprints import fingerprint
from madoguchi.line.forms.core.merge_words import MergedShown, in_words, told
from madoguchi.line.forms.core.merging import LOCAL, Merge, Path, Side, localised, merge
from madoguchi.line.forms.core.package_file import Manifest, Package, read_package
from madoguchi.line.forms.core.package_version import version_text
from madoguchi.line.forms.models import Adoption, ProcedureVersion, TrustedSigner
from madoguchi.line.forms.package_keys import is_of_this_deployment, is_signed
from madoguchi.line.forms.package_parts import PartStanding, standings
from madoguchi.line.forms.parts import part_words
from madoguchi.line.inventory.public import Procedure


class Trust(StrEnum):
    """Whether the key that signed a package is known here."""

    HERE = "here"  # of a body of this deployment
    CONFIRMED = "confirmed"
    PROPOSED = "proposed"  # one person has confirmed it; a second one is needed
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a package, and who has confirmed that."""

    trust: Trust
    fingerprint: str
    proposed_by_id: UUID | None = None
    proposed_by: str = ""

    @property
    def is_trusted(self) -> bool:
        """Whether packages of this key may be adopted."""
        return self.trust in (Trust.HERE, Trust.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Coming:
    """What adopting a package would give: a definition, and how it came about. ``merge`` is None the first time."""

    definition: Mapping[str, object]
    merge: Merge | None
    base: Adoption | None


@dataclass(frozen=True, slots=True)
class Received:
    """A package that waits to be adopted. ``rows`` and ``told`` are empty where nothing is compared."""

    sha256: str
    manifest: Manifest
    received_at: datetime
    received_by: str
    signer: Signer
    is_prepared: bool
    base_version: str  # what was adopted before of the same package; empty where nothing was
    parts: tuple[PartStanding, ...]
    rows: tuple[MergedShown, ...]
    told: Message | None
    definition: Mapping[str, object]  # what adopting it now would give; the package's own where nothing is compared

    @property
    def version(self) -> str:
        """The version of the package."""
        return version_text(self.manifest.version)

    @property
    def upstream_version(self) -> str:
        """The version of the package that its maker adopted."""
        return "" if self.manifest.upstream is None else version_text(self.manifest.upstream.version)


def package_of(row: Adoption) -> Package:
    """Return the package that was received; its file was checked when it came and is checked again."""
    return read_package(row.content.encode(), is_signed)


def open_adoption(procedure: Procedure) -> Adoption | None:
    """Return the package that waits to be adopted or published."""
    found: Adoption | None = Adoption.objects.filter(procedure=procedure, result=None).first()
    return found


def base_adoption(procedure: Procedure, package_id: str) -> Adoption | None:
    """Return the package that the procedure's newest version began with; None where that is another one's."""
    found: Adoption | None = (
        Adoption.objects.filter(procedure=procedure, result__isnull=False).order_by("-adopted_at", "-id").first()
    )
    return found if found is not None and found.package_id == package_id else None


def current_version(procedure: Procedure) -> ProcedureVersion | None:
    """Return a procedure's newest version."""
    found: ProcedureVersion | None = ProcedureVersion.objects.filter(procedure=procedure).order_by("-number").first()
    return found


def signer_of(manifest: Manifest) -> Signer:
    """Return who signed a package and what is known of them here."""
    shown = fingerprint(manifest.signer)
    if is_of_this_deployment(manifest.signer, manifest.made_by.key):
        return Signer(Trust.HERE, shown)
    row = TrustedSigner.objects.filter(public_key=manifest.signer.hex()).select_related("proposed_by").first()
    if row is None:
        return Signer(Trust.UNKNOWN, shown)
    if row.confirmed_at is not None:
        return Signer(Trust.CONFIRMED, shown)
    return Signer(Trust.PROPOSED, shown, row.proposed_by_id, row.proposed_by.name if row.proposed_by else "")


def coming(procedure: Procedure, package: Package, choices: Mapping[str, Side]) -> Coming:
    """Return what adopting a package would give.

    The first package of a maker is taken as it is, but for whose work it is; a later one is compared with what was
    adopted before and with what the body has made of that.
    """
    base, current = base_adoption(procedure, package.manifest.id), current_version(procedure)
    ours: Mapping[str, object] | None = None if current is None else json.loads(current.definition)
    if base is not None and ours is not None:
        made = merge(package_of(base).definition, package.definition, ours, choices)
        return Coming(made.definition, made, base)
    return Coming(localised(package.definition, _local(procedure, ours)), None, base)


def received(procedure_id: UUID, *, on: date, choices: Mapping[str, Side]) -> Received | None:
    """Return the package that waits for a procedure, compared as far as its signer is known; None where none does.

    Args:
        choices: what was chosen so far, by the address of the difference.
    """
    procedure = Procedure.objects.select_related("division").get(pk=procedure_id)
    row = Adoption.objects.filter(procedure=procedure, result=None).select_related("received_by").first()
    if row is None:
        return None
    package = package_of(row)
    signer, base = signer_of(package.manifest), base_adoption(procedure, row.package_id)
    parts: tuple[PartStanding, ...] = ()
    rows: tuple[MergedShown, ...] = ()
    sentence: Message | None = None
    definition = package.definition
    if signer.is_trusted:
        parts = _standings(package, on)
        made = coming(procedure, package, choices)
        definition = made.definition
        if made.merge is not None and made.base is not None:
            definitions = (made.definition, package.definition, package_of(made.base).definition)
            rows = in_words(made.merge.records, definitions, part_words())
            sentence = told(made.merge, package.manifest.made_by.name, package.manifest.made_by.name_en)
    return Received(
        row.package_sha256, package.manifest, row.received_at, row.received_by.name if row.received_by else "", signer,
        row.prepared_sha256 != "", "" if base is None else base.package_version, parts, rows, sentence, definition,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a version came from: the package that was adopted when it was published, or before."""

    package_id: str
    version: str
    maker: str
    licence: str
    sha256: str
    fingerprint: str
    number: int  # of the version that it became here


def provenance(procedure_id: UUID) -> Provenance | None:
    """Return the package that a procedure's versions follow; None where it is the body's own."""
    found = Adoption.objects.filter(procedure_id=procedure_id, result__isnull=False).select_related("result")
    row = found.order_by("-adopted_at", "-id").first()
    if row is None or row.result is None:
        return None
    return Provenance(
        row.package_id, row.package_version, package_of(row).manifest.made_by.name, row.licence, row.package_sha256,
        fingerprint(bytes.fromhex(row.signer)), row.result.number,
    )  # fmt: skip


def _standings(package: Package, on: date) -> tuple[PartStanding, ...]:
    """Return how the parts stand; a part that cannot be used is told there, and refused when somebody adopts it."""
    try:
        return standings(package.parts, package.definition, on)
    except Refused as refusal:
        return (PartStanding(refusal.what, refusal.why),)


def waiting_package(procedure_id: UUID) -> str:
    """Return who made the package that waits to be adopted for a procedure; an empty text where none does."""
    row = Adoption.objects.filter(procedure_id=procedure_id, result=None, prepared_sha256="").first()
    return "" if row is None else package_of(row).manifest.made_by.name


def _local(procedure: Procedure, ours: Mapping[str, object] | None) -> dict[Path, object]:
    found: dict[Path, object] = {("review", "division"): procedure.division.code}
    for path in LOCAL:
        part = None if ours is None else ours.get(path[0])
        if isinstance(part, Mapping) and path[1] in part:
            found[path] = part[path[1]]
    return found
