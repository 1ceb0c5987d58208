"""Whose packages are adopted: keys confirmed by two people of the body, or by an operator. All open their own scope."""

from datetime import datetime

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.line.forms import events as told
from madoguchi.line.forms.core.fingerprints import fingerprint, is_fingerprint_of
from madoguchi.line.forms.core.package_file import Manifest, read_package
from madoguchi.line.forms.models import TrustedSigner
from madoguchi.line.forms.package_keys import is_signed
from madoguchi.line.forms.package_refusals import FingerprintOther, NothingReceived, SecondPersonNeeded, SignerConfirmed
from madoguchi.line.forms.package_selectors import open_adoption, package_of
from madoguchi.line.forms.services import locked_procedure

_PUBLISH = "forms.version.publish"


def confirm_signer(*, procedure_code: str, sha256: str, typed: str, actor: Actor, at: datetime) -> TrustedSigner:
    """Say that the key of the package that waits is its maker's; it is trusted when a second person says so too.

    Args:
        sha256: of the package's file.
        typed: the fingerprint as the maker told it by another way.

    Raises:
        NothingReceived, FingerprintOther, SecondPersonNeeded, SignerConfirmed
    """
    with body_scope(actor.body_id, write=True):
        row = open_adoption(locked_procedure(procedure_code, actor))
        if row is None or row.package_sha256 != sha256:
            raise NothingReceived
        manifest = package_of(row).manifest
        _require_same(typed, manifest)
        known: TrustedSigner | None = TrustedSigner.objects.locked().filter(public_key=manifest.signer.hex()).first()
        if known is None:
            return _made(manifest, actor, at, is_trusted=False)
        if known.confirmed_at is not None:
            raise SignerConfirmed
        if actor.person_id is None or known.proposed_by_id == actor.person_id:
            raise SecondPersonNeeded
        known.confirmed_by_id, known.confirmed_at = actor.person_id, at
        known.save(update_fields=["confirmed_by", "confirmed_at"])
        _tell(told.SIGNER_TRUSTED, known, actor, at)
        return known


def trust_signer(*, content: bytes, typed: str, actor: Actor, at: datetime) -> TrustedSigner:
    """Trust the key of a package's file for a body, as the operator of the deployment.

    Raises:
        PackageUnreadable, PackageAltered, FingerprintOther
    """
    manifest = read_package(content, is_signed).manifest
    _require_same(typed, manifest)
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, _PUBLISH)
        TrustedSigner.objects.filter(public_key=manifest.signer.hex()).delete()
        return _made(manifest, actor, at, is_trusted=True)


def end_trust(*, typed: str, actor: Actor, at: datetime) -> None:
    """Stop trusting a key, by its fingerprint: it was lost or seen. What was adopted stays.

    Raises:
        FingerprintOther: no key that is trusted here has it.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, _PUBLISH)
        rows = list(TrustedSigner.objects.order_by("id"))
        row = next((one for one in rows if is_fingerprint_of(typed, bytes.fromhex(one.public_key))), None)
        if row is None:
            raise FingerprintOther
        _tell(told.SIGNER_ENDED, row, actor, at)
        row.delete()


def _made(manifest: Manifest, actor: Actor, at: datetime, *, is_trusted: bool) -> TrustedSigner:
    row: TrustedSigner = TrustedSigner.objects.create(
        public_key=manifest.signer.hex(),
        name=manifest.made_by.name,
        proposed_by_id=actor.person_id,
        proposed_at=at,
        confirmed_at=at if is_trusted else None,
    )
    _tell(told.SIGNER_TRUSTED if is_trusted else told.SIGNER_PROPOSED, row, actor, at)
    return row


def _tell(event: events.Event, row: TrustedSigner, actor: Actor, at: datetime) -> None:
    shown = fingerprint(bytes.fromhex(row.public_key))
    events.record(event, subject=row, actor=actor, at=at, fingerprint=shown)


def _require_same(typed: str, manifest: Manifest) -> None:
    if not is_fingerprint_of(typed, manifest.signer):
        raise FingerprintOther(pointer="fingerprint")
