"""How often somebody may ask: a bucket for each address that fills up again with time."""

import ipaddress
import math
from collections import OrderedDict

__all__ = ["RateLimiter", "address_key"]

_MOST_KEYS = 10_000
"""Addresses that are remembered; beyond it, the one that was quiet longest is forgotten."""


class RateLimiter:
    """So many a minute for each key, all at once if need be. Times are in seconds, any clock."""

    def __init__(self, per_minute: int, *, most_keys: int = _MOST_KEYS) -> None:
        """`per_minute` 0 allows everything."""
        self._burst = float(per_minute)
        self._per_s = per_minute / 60
        self._most_keys = most_keys
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def wait_s(self, key: str, now_s: float) -> float:
        """How long until the key may ask again; 0 if it may now. Nothing is counted."""
        if not self._burst:
            return 0.0
        left = self._available(key, now_s)
        return 0.0 if left >= 1 else max((1 - left) / self._per_s, math.ulp(1.0))

    def take(self, key: str, now_s: float) -> float:
        """Count one request, if there is room for it; else how long it must wait, in seconds."""
        wait_s = self.wait_s(key, now_s)
        if not wait_s and self._burst:
            self._left[key] = (self._available(key, now_s) - 1, now_s)
            self._left.move_to_end(key)
            while len(self._left) > self._most_keys:
                self._left.popitem(last=False)
        return wait_s

    def _available(self, key: str, now_s: float) -> float:
        left, since_s = self._left.get(key, (self._burst, now_s))
        return min(self._burst, left + max(0.0, now_s - since_s) * self._per_s)


def address_key(host: str) -> str:
    """What is counted together: an IPv4 address, or the network of an IPv6 one (64 bits)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
