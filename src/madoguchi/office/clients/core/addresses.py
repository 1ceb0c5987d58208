"""Where webhooks may go: public addresses, and networks the operator allows."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052


def is_allowed(address: Address, allowed: Collection[Network]) -> bool:
    """Whether a message may be sent to this address: a public one, or one of an allowed network.

    IPv4 addresses inside IPv6 ones (mapped, 6to4, NAT64) are judged as what they lead to.
    """
    if any(address in network for network in allowed):
        return True
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_allowed(inner, allowed)
    return address.is_global and not (address.is_multicast or address.is_reserved)
