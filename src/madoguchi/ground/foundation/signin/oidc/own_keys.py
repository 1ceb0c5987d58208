"""Our own secrets and private keys for identity providers: files in one folder, never rows of the database."""

from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey, import_key

from madoguchi.ground.foundation.identity_providers import Provider
from madoguchi.ground.foundation.signin.oidc.refusals import ProviderNotSetUp


def secret_of(provider: Provider) -> str:
    """Return what the file of a provider's secret holds.

    Raises:
        ProviderNotSetUp: there is no such file, or it is empty.
    """
    path = settings.SECRETS_FOLDER / provider.secret
    try:
        found: str = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ProviderNotSetUp(path=path, reason=type(error).__name__) from error
    if not found:
        raise ProviderNotSetUp(path=path, reason="empty")
    return found


def private_key_of(provider: Provider) -> RSAKey | ECKey:
    """Return the key that signs for us.

    Raises:
        ProviderNotSetUp: the file is missing, or holds no private key fit for the provider's algorithm.
    """
    path = settings.SECRETS_FOLDER / provider.secret
    kind = "EC" if provider.algorithm.startswith("ES") else "RSA"
    try:
        key = import_key(secret_of(provider), kind)  # type: ignore[call-overload]  # the overloads want a literal
    except (JoseError, ValueError) as error:
        raise ProviderNotSetUp(path=path, reason=f"no {kind} key") from error
    if not isinstance(key, RSAKey | ECKey) or not key.is_private:
        raise ProviderNotSetUp(path=path, reason="no private key")
    return key
