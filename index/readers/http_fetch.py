"""Fetches public web addresses, with limits on time and size, and only if they have changed."""

from __future__ import annotations

import ipaddress
import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from config.settings import FetchSettings
from index.errors import PassingError, UnreadableError
from index.readers.unreadable import MEGABYTE

if TYPE_CHECKING:
    import httpx

_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses of answers that may be different another time."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HEADERS = {"User-Agent": "OnRecord", "Accept-Encoding": "gzip", "Accept": "*/*"}
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def is_address(text: str) -> bool:
    """Whether a text begins as web addresses do, and not as the paths of files."""
    return text.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent."""

    data: bytes
    content_type: str
    """In lower case, without parameters; empty if the server named none."""
    charset: str | None
    url: str
    """The address after redirects."""
    validators: str
    """To pass the next time, so that the server can say "not modified"; empty if it gave none."""


class Fetcher:
    """Fetches for one run. A host that cannot be reached, or is too slow, is not asked again."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._silent: dict[str, str] = {}

    def fetch(self, url: str, validators: str = "") -> Fetched | None:
        """What is at an address; None if it has not changed since it gave these `validators`.

        Raises UnreadableError, with a reason for the user, if it cannot be fetched, and
        PassingError if it may be fetched another time.
        """
        with _Deadline(self._settings.timeout) as deadline:
            for _ in range(_MAX_REDIRECTS + 1):
                with self._answer(url, _conditions(validators), deadline) as answer:
                    target = answer.headers.get("location")
                    if answer.status_code in _REDIRECTS and target:
                        url = _joined(url, target)
                        continue
                    if answer.status_code == 304 and validators:
                        return None
                    if answer.status_code != 200:
                        raise _refusal(answer)
                    return self._fetched(answer, url)
        raise UnreadableError(f"it is redirected more than {_MAX_REDIRECTS} times")

    def close(self) -> None:
        """Closes all connections."""
        self._transport.close()

    @cached_property
    def _transport(self) -> httpx.HTTPTransport:
        import httpx

        # No proxy: the address that was checked is the one that is reached. No connection is kept:
        # none that was made for one host serves another at the same address. No client: it would
        # follow redirects, keep cookies and guess encodings.
        return httpx.HTTPTransport(
            limits=httpx.Limits(max_keepalive_connections=0), trust_env=False
        )

    @contextmanager
    def _answer(
        self, url: str, conditions: Mapping[str, str], deadline: _Deadline
    ) -> Iterator[httpx.Response]:
        import httpx

        address = _parsed(url)
        host = address.raw_host.decode("ascii")
        if host in self._silent:
            raise PassingError(self._silent[host])
        try:
            request = httpx.Request(
                "GET",
                address.copy_with(host=self._checked(address)),
                headers={**_HEADERS, **conditions, "Host": address.netloc.decode("ascii")},
                extensions={
                    "sni_hostname": host.strip("[]"),
                    "trace": deadline.watch,
                    "timeout": httpx.Timeout(self._settings.timeout).as_dict(),
                },
            )
            answer = self._transport.handle_request(request)
            try:
                yield answer
            finally:
                answer.close()
        except httpx.TransportError as error:
            slow = deadline.is_over or isinstance(error, httpx.TimeoutException)
            reason = (
                f"did not answer within {self._settings.timeout:g} seconds"
                if slow
                else f"cannot be reached: {error}"
            )
            if slow or isinstance(error, httpx.ConnectError):
                self._silent[host] = f"{host} {reason}"
            raise PassingError(f"{host} {reason}") from None

    def _checked(self, address: httpx.URL) -> str:
        """The numeric address of a host. Raises UnreadableError if it is a private one."""
        host = address.raw_host.decode("ascii").strip("[]")
        try:
            found = socket.getaddrinfo(host, address.port or 0, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            self._silent[host] = f"there is no host {host}"
            raise PassingError(self._silent[host]) from None
        numbers = [str(entry[4][0]) for entry in found]
        for number in numbers:
            if not (self._settings.allow_private or is_public(number)):
                raise UnreadableError(
                    f"{host} is at the private address {number} (fetch.allow_private allows those)"
                )
        return numbers[0]

    def _fetched(self, answer: httpx.Response, url: str) -> Fetched:
        given = {name: answer.headers[name] for name in _CONDITIONS if name in answer.headers}
        return Fetched(
            data=_body(answer, self._settings.max_bytes),
            content_type=answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
            charset=answer.charset_encoding,
            url=url,
            validators=json.dumps(given) if given else "",
        )


class _Deadline:
    """Cuts a connection when its time is over, even if the server sends a byte now and then."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def watch(self, event: str, info: dict[str, Any]) -> None:
        """Keeps the socket of the connection; httpcore calls this with each event."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.is_over:
                self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it may have ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)


def is_public(number: str) -> bool:
    """Whether a numeric address, or the IPv4 address inside it, belongs to the public internet."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
            address = inner or address
    return address.is_global and not address.is_multicast


def _parsed(url: str) -> httpx.URL:
    import httpx

    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise UnreadableError("not a web address") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise UnreadableError("not an address of http or https")
    return parsed


def _joined(url: str, target: str) -> str:
    import httpx

    try:
        return str(_parsed(url).join(target))
    except (httpx.InvalidURL, ValueError):
        raise UnreadableError("it is redirected to no web address") from None


def _refusal(answer: httpx.Response) -> UnreadableError:
    error = PassingError if answer.status_code in _PASSING else UnreadableError
    return error(f"the server answered {answer.status_code} {answer.reason_phrase}".strip())


def _conditions(validators: str) -> dict[str, str]:
    given = json.loads(validators) if validators else {}
    return {_CONDITIONS[name]: given[name] for name in _CONDITIONS if name in given}


def _body(answer: httpx.Response, limit: int) -> bytes:
    """The content, unpacked piece by piece. Httpx unpacks a piece whole, and it may be a bomb."""
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise UnreadableError(f"the server packed it by a method that is not read ({packing})")
    unpacker = _Gzip() if "gzip" in packing else None
    data = bytearray()
    for piece in answer.iter_raw():
        data += unpacker.unpack(piece, limit + 1 - len(data)) if unpacker else piece
        if len(data) > limit:
            raise UnreadableError(f"larger than {limit / MEGABYTE:g} MB (fetch.max_bytes)")
    if unpacker and not unpacker.is_at_end:
        raise PassingError("what the server sent breaks off")
    return bytes(data)


class _Gzip:
    """Unpacks gzip of one or several members."""

    def __init__(self) -> None:
        self._member = _member()

    def unpack(self, piece: bytes, limit: int) -> bytes:
        """At most `limit` bytes of a piece. Raises UnreadableError if it is no gzip."""
        data = b""
        try:
            while piece and len(data) < limit:
                if self._member.eof:
                    self._member = _member()
                data += self._member.decompress(piece, limit - len(data))
                piece = self._member.unused_data
        except zlib.error:
            raise UnreadableError("what the server sent is broken: it cannot be unpacked") from None
        return data

    @property
    def is_at_end(self) -> bool:
        """Whether the last member is complete."""
        return self._member.eof


def _member() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)
