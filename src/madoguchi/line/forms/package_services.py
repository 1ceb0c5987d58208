"""Packages: a version written to a signed file; another body's file received, adopted. All open their own scope."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    Body,
    BodyCode,
    body_scope,
    localdate,
    namings,
    valid_on,
)
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import events as told
from madoguchi.line.forms import package_rules
from madoguchi.line.forms.core.merging import Merge, Side, unknown_choices
from madoguchi.line.forms.core.package_file import (
    DEFINITION,
    Maker,
    Manifest,
    Package,
    Upstream,
    read_package,
    write_package,
)
from madoguchi.line.forms.core.package_version import read_version, version_of, version_text
from madoguchi.line.forms.models import Adoption, PreparedVersion, ProcedureVersion
from madoguchi.line.forms.package_keys import is_signed, signing_key
from madoguchi.line.forms.package_parts import packed, standings
from madoguchi.line.forms.package_refusals import (
    ChoicesMissing,
    ChoiceUnknown,
    NothingReceived,
    NothingToPack,
    PackageNotNewer,
    PackageOfAnother,
    SignerUnknown,
)
from madoguchi.line.forms.package_selectors import (
    base_adoption,
    coming,
    current_version,
    open_adoption,
    package_of,
    signer_of,
)
from madoguchi.line.forms.refusals import NothingChanged, VersionUnknown
from madoguchi.line.forms.services import keep_prepared, locked_procedure
from madoguchi.line.inventory.public import Procedure
from madoguchi.office.rules import public as rules

LICENCE = "CC-BY-4.0"  # of what a body made itself; what it adopted keeps its maker's
SUFFIX = ".madoguchi-package"
_SHOWN_PLACES = 8


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A package as a file."""

    name: str
    content: bytes
    package: Package


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a package: its definition waits to be published, or nothing of the current version changes."""

    manifest: Manifest
    merge: Merge | None
    is_prepared: bool


def pack(*, procedure_code: str, number: int | None = None, actor: Actor, at: datetime) -> PackedFile:
    """Write a published version to a package, signed by the body. The same version gives the same bytes.

    Args:
        number: of the version; the newest where it is None.

    Raises:
        ProcedureUnknown, NothingToPack, VersionUnknown, PackageRulesMissing, PackageKeysUnusable
    """
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        rows = list(ProcedureVersion.objects.filter(procedure=procedure).order_by("number"))
        if not rows:
            raise NothingToPack
        chosen = [row for row in rows if number is None or row.number <= number]
        if number is not None and (not chosen or chosen[-1].number != number):
            raise VersionUnknown(number=number)
        row, body = chosen[-1], Body.objects.get(pk=actor.body_id)
        key, definition = signing_key(body), json.loads(row.definition)
        day = localdate(row.published_at)
        manifest = Manifest(
            id=f"{body.key}/{procedure_code}",
            version=version_of([json.loads(one.definition) for one in chosen]),
            number=row.number,
            title=_title(definition),
            licence=LICENCE if (upstream := _upstream(procedure, row.number)) is None else upstream.licence,
            made_by=_maker(body, row),
            made_at=row.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            upstream=upstream,
            signer=key.public_key().public_bytes_raw(),
        )
        content = write_package(manifest, {DEFINITION: row.definition, **packed(definition, day)}, key.sign)
        package = read_package(content, is_signed)
        events.record(
            told.PACKAGE_PACKED, subject=row, actor=actor, at=at, procedure=procedure_code, number=row.number,
            sha256=package.sha256,
        )  # fmt: skip
        return PackedFile(f"{body.key}-{procedure_code}-{version_text(manifest.version)}{SUFFIX}", content, package)


def receive(*, procedure_code: str | None, content: bytes, actor: Actor, at: datetime) -> Adoption:
    """Take in the file of a package, to look at it; it takes the place of one that waited.

    Args:
        procedure_code: whose package it is to be; that of the package where it is None.

    Raises:
        PackageUnreadable, PackageAltered, ProcedureUnknown, PackageOfAnother, PackageNotNewer
    """
    package = read_package(content, is_signed)
    manifest = package.manifest
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code or manifest.procedure, actor)
        if procedure.code != manifest.procedure:
            raise PackageOfAnother(pointer="package", found=manifest.procedure, wanted=procedure.code)
        base = base_adoption(procedure, manifest.id)
        adopted = None if base is None else read_version(base.package_version)
        if adopted is not None and manifest.version <= adopted:
            raise PackageNotNewer(
                pointer="package", adopted=version_text(adopted), found=version_text(manifest.version)
            )
        if (waiting := open_adoption(procedure)) is not None:
            _forget(procedure, waiting, actor, at)
        row: Adoption = Adoption.objects.create(
            procedure=procedure,
            package_id=manifest.id,
            package_version=version_text(manifest.version),
            package_sha256=package.sha256,
            content=content.decode(),
            signer=manifest.signer.hex(),
            licence=manifest.licence,
            received_at=at,
            received_by_id=actor.person_id,
        )
        events.record(told.PACKAGE_RECEIVED, subject=row, actor=actor, at=at, **_facts(procedure, row))
        return row


def adopt(*, procedure_code: str, sha256: str, choices: Mapping[str, Side], actor: Actor, at: datetime) -> Adopted:
    """Make of the package that waits the definition that is to be published next, if it is what the person looked at.

    Args:
        sha256: of the package's file.
        choices: by address of the difference, whose value shall hold.

    Raises:
        NothingReceived, SignerUnknown, ChoiceUnknown, ChoicesMissing
        DefinitionRefused: what comes of it is no definition this body can use; with every problem and its path.
        Refused: of a room whose part of the package cannot be used.
    """
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        row = _open(procedure, sha256)
        package = package_of(row)
        signer = signer_of(package.manifest)
        if not signer.is_trusted:
            raise SignerUnknown(name=package.manifest.made_by.name, fingerprint=signer.fingerprint)
        standings(package.parts, package.definition, localdate(at))
        made = coming(procedure, package, choices)
        if made.merge is not None:
            _require_settled(made.merge, choices)
        row.adopted_at, row.adopted_by_id = at, actor.person_id
        counted = (0, 0) if made.merge is None else (made.merge.changed_by_them, made.merge.overridden)
        facts = {**_facts(procedure, row), "changed": counted[0], "overridden": counted[1]}
        try:
            row.prepared_sha256 = keep_prepared(procedure, made.definition, actor, at).sha256
        except NothingChanged:  # all of it is there, or was not wanted: the next package is compared with this one
            row.result = current_version(procedure)
        row.save(update_fields=["adopted_at", "adopted_by", "prepared_sha256", "result"])
        events.record(told.PACKAGE_ADOPTED, subject=row, actor=actor, at=at, **facts)
        return Adopted(package.manifest, made.merge, row.result is None)


def drop_received(*, procedure_code: str, sha256: str, actor: Actor, at: datetime) -> None:
    """Forget a package that waits, and what was prepared of it.

    Raises:
        ProcedureUnknown, NothingReceived
    """
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        _forget(procedure, _open(procedure, sha256), actor, at)


def draft_rules(*, procedure_code: str, sha256: str, name: str, actor: Actor, at: datetime) -> None:
    """Begin a draft of rules with those of the package that waits; another person approves it, as always.

    Raises:
        NothingReceived, SignerUnknown; DraftExists and NotPermitted of rules
    """
    with body_scope(actor.body_id):
        procedure = locked_procedure(procedure_code, actor, is_locked=False)
        package = package_of(_open(procedure, sha256))
        signer = signer_of(package.manifest)
    if not signer.is_trusted:
        raise SignerUnknown(name=package.manifest.made_by.name, fingerprint=signer.fingerprint)
    own = {path.removeprefix("rules/"): text for path, text in package.parts.items() if path.startswith("rules/")}
    found = next((one for one in package_rules.rules_of(own) if one.package_id == name), None)
    if found is None:
        raise NothingReceived
    note = f"{package.manifest.made_by.name} {package.manifest.id} {version_text(package.manifest.version)}"
    rules.draft_packed(found, note=note, actor=actor, at=at)


def _forget(procedure: Procedure, row: Adoption, actor: Actor, at: datetime) -> None:
    prepared = PreparedVersion.objects.filter(procedure=procedure, sha256=row.prepared_sha256).first()
    if prepared is not None:
        events.record(
            told.VERSION_DISCARDED, subject=prepared, actor=actor, at=at, procedure=procedure.code,
            sha256=prepared.sha256,
        )  # fmt: skip
        prepared.delete()
    events.record(told.PACKAGE_DROPPED, subject=row, actor=actor, at=at, **_facts(procedure, row))
    row.delete()


def _open(procedure: Procedure, sha256: str) -> Adoption:
    row = open_adoption(procedure)
    if row is None or row.package_sha256 != sha256:
        raise NothingReceived
    return row


def _require_settled(made: Merge, choices: Mapping[str, Side]) -> None:
    unknown = unknown_choices(made, choices)
    if unknown:
        raise ChoiceUnknown(path=unknown[0][:200])
    if made.waiting:
        places = "、".join(one.address for one in made.waiting[:_SHOWN_PLACES])
        raise ChoicesMissing(pointer=made.waiting[0].address, count=len(made.waiting), places=places)


def _facts(procedure: Procedure, row: Adoption) -> dict[str, Any]:  # Any: each fact of its type
    return {
        "procedure": procedure.code, "package": row.package_id, "version": row.package_version,
        "sha256": row.package_sha256,
    }  # fmt: skip


def _title(definition: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Message:
    name = definition["procedure"]["name"]
    return Message(name["ja"], name.get("en", name["ja"]), name.get("easy"))


def _maker(body: Body, row: ProcedureVersion) -> Maker:
    """The body as it was called on the day of publishing."""
    day = localdate(row.published_at)
    naming = namings.naming_on(body, day)
    code = BodyCode.objects.filter(valid_on(day), body=body).values_list("code", flat=True).first()
    return Maker(key=body.key, name=naming.name, name_en=naming.name_en, code=code or "")


def _upstream(procedure: Procedure, number: int) -> Upstream | None:
    found = Adoption.objects.filter(procedure=procedure, result__number__lte=number)
    row = found.order_by("-result__number", "adopted_at", "id").first()
    version = None if row is None else read_version(row.package_version)
    if row is None or version is None:
        return None
    return Upstream(
        id=row.package_id, version=version, sha256=row.package_sha256, licence=row.licence,
        made_by=package_of(row).manifest.made_by.name,
    )  # fmt: skip
