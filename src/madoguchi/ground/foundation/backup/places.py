"""Where the deployment's files lie, in words for operators."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import storages

from madoguchi.ground.foundation.backup.refusals import FilesAway
from madoguchi.ground.foundation.filing.storages import BucketStorage, StorageDown


def files_place() -> str:
    """Return the folder, or the address of the bucket."""
    storage = storages["documents"]
    return storage.client.address.url if isinstance(storage, BucketStorage) else str(getattr(storage, "location", ""))


@contextmanager
def files_there() -> Iterator[None]:
    """Tell operators which place is away; the refusal that applicants read speaks of their upload.

    Raises:
        FilesAway
    """
    try:
        yield
    except StorageDown as error:
        raise FilesAway(place=files_place(), reason=str(error.__cause__)) from error
