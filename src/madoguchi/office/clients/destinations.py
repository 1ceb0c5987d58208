"""What an administrator may enter as a webhook's address."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.clients.core.addresses import Network, is_allowed

LONGEST = 500


class AddressNotAllowed(Refused):
    """A webhook's address that is not one we send to."""

    code = "clients.address_not_allowed"
    status = 422
    what = Message("送り先を登録できませんでした。", "The address was not accepted.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = Message(
        "「https://」で始まる、インターネットから届くアドレスを入れてください。庁内へ送るときは、運用担当者が許可する必要があります。",
        "Give an address that begins with “https://” and can be reached from the internet; for one inside the office "
        "the operator has to allow its network.",
    )


def check_url(url: str, allowed: Collection[Network]) -> None:
    """Refuse an address whose very writing shows that we do not send there; names are looked up at each sending.

    Raises:
        AddressNotAllowed
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or not host:
        raise _refused("アドレスとして読み取れません。", "It is not an address.")
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed):
        raise _refused("「https://」で始まっていません。", "It does not begin with “https://”.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused("利用者名やパスワード、「#」を含めることはできません。", "It holds a user, a password or a “#”.")
    try:
        literal = ip_address(host)
    except ValueError:
        return
    if not is_allowed(literal, allowed):
        raise _refused("庁内やこの機器自身を指すアドレスです。", "It is an address inside the office.")


def _refused(ja: str, en: str) -> AddressNotAllowed:
    return AddressNotAllowed(pointer="url", reason_ja=ja, reason_en=en)
