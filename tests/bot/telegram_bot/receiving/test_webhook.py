"""The bot's own HTTP server: over real sockets, with the server of conftest.py in Telegram's place.

That updates come one after the other, with the secret, and again until they are answered with 200,
is the server's own behaviour; ours is what the bot answers.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.rendering.telegram import notices
from bot.telegram_bot.receiving.health import Health
from bot.telegram_bot.receiving.ledger import Ledger
from bot.telegram_bot.receiving.webhook import Endpoint, serving, webhook_secret
from config import settings
from index.errors import OnRecordError
from prompts import translate

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Telegram

SECRET = "a-secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Served:
    """An endpoint, and what has come in through it."""

    def __init__(self, folder: Path, **telegram: object) -> None:
        self.port = free_port()
        self.settings = settings.load(
            telegram={"listen": f"127.0.0.1:{self.port}", **telegram}
        ).telegram
        self.health = Health(Ledger(folder / "inbox.sqlite3"), lambda: 3)
        self.kept: list[dict[str, Any]] = []

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keeps them in memory."""
        self.kept += updates

    def run(
        self,
        scenario: Callable[[httpx.AsyncClient], Awaitable[Any]],
        secret: str | None = SECRET,
        **client: Any,
    ) -> Any:
        """What a scenario returns whose client speaks to the endpoint."""
        scheme = "https" if self.settings.webhook_key else "http"

        async def run() -> Any:
            url = f"{scheme}://localhost:{self.port}"
            endpoint = Endpoint(self.health, self.keep, secret)
            async with (
                serving(self.settings, endpoint),
                httpx.AsyncClient(base_url=url, trust_env=False, **client) as http,
            ):
                return await scenario(http)

        return asyncio.run(run())


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """An endpoint over HTTP, as behind a proxy."""
    return Served(tmp_path)


def posted(served: Served, body: bytes | str, headers: dict[str, str]) -> int:
    """The status for a body that is posted."""
    response: httpx.Response = served.run(
        lambda http: http.post("/any/path", content=body, headers=headers)
    )
    return response.status_code


def test_an_update_is_taken_in_with_the_secret(served: Served) -> None:
    assert posted(served, '{"update_id": 5, "message": {}}', {HEADER: SECRET}) == 200
    assert served.kept == [{"update_id": 5, "message": {}}]


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "another"}])
def test_whoever_does_not_know_the_secret_is_refused(
    headers: dict[str, str], served: Served
) -> None:
    assert posted(served, '{"update_id": 5}', headers) == 403
    assert served.kept == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("no JSON", 400),
        ("[]", 400),
        ("{}", 400),
        ('{"update_id": "5"}', 400),
        ('{"update_id": true}', 400),
        (b"\xff\xfe\x00", 400),
        ("[" * 100_000, 400),
        (" " * 2_000_000, 413),
    ],
    ids=range(8),
)
def test_what_is_no_update_is_refused(body: bytes | str, status: int, served: Served) -> None:
    assert posted(served, body, {HEADER: SECRET}) == status
    assert served.kept == []


def test_health_is_told_to_everybody(served: Served) -> None:
    """503 where something is wrong, so that a monitor need not read."""

    async def scenario(http: httpx.AsyncClient) -> tuple[httpx.Response, httpx.Response]:
        well = await http.get("/health")
        served.health.polling = "NetworkError: gone"
        return well, await http.get("/health")

    well, ill = served.run(scenario)
    assert (well.status_code, well.json()) == (200, {"status": "ok", "troubles": [], "at_work": 3})
    assert (ill.status_code, ill.json()["troubles"]) == (503, ["NetworkError: gone"])


def test_nothing_is_taken_in_without_a_webhook(served: Served) -> None:
    """Where the bot polls, there is only health."""

    async def scenario(http: httpx.AsyncClient) -> list[int]:
        responses = [
            await http.post("/", json={"update_id": 5}, headers={HEADER: ""}),
            await http.get("/"),
        ]
        return [response.status_code for response in responses]

    assert served.run(scenario, secret=None) == [404, 404]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_self_signed_certificate_is_served(tmp_path: Path) -> None:
    """Trusted by who has been given it, as Telegram is."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject],
        check=True,
        capture_output=True,
    )
    served = Served(tmp_path, webhook_certificate=str(certificate), webhook_key=str(key))
    trusting = ssl.create_default_context(cafile=str(certificate))
    response = served.run(lambda http: http.get("/health"), verify=trusting)
    assert response.status_code == 200


def test_an_address_that_is_taken_is_one_sentence(served: Served) -> None:
    with (
        socket.create_server(("127.0.0.1", served.port)),
        pytest.raises(OnRecordError, match=r"telegram\.listen"),
    ):
        served.run(lambda http: http.get("/health"))


def test_the_secret_tells_nothing_of_the_token() -> None:
    """Telegram takes letters and digits only, 256 at most."""
    secret = webhook_secret("123456789:AAF-a_token_that_nobody_ever_had_0001")
    assert secret.isalnum()
    assert len(secret) == 64
    assert "123456789" not in secret
    assert secret != webhook_secret("123456789:AAF-a_token_that_nobody_ever_had_0002")


def test_a_bot_with_a_webhook_is_sent_its_updates(bot: BotProcess, telegram: Telegram) -> None:
    """And polls no more; the bot is the process of conftest.py, started again with other
    settings."""
    port = free_port()
    bot.stop(signal.SIGKILL)  # which need not wait until the models are loaded
    polling = dict(bot.environment)
    bot.environment |= {
        "ONRECORD_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "ONRECORD_TELEGRAM__LISTEN": f"127.0.0.1:{port}",
    }
    since = len(telegram.server.calls)
    bot.start(is_polling=False)
    bot.await_port(port)
    assert telegram.ask(401, "/start").fields["text"] == translate(notices.START)
    assert httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()["status"] == "ok"
    assert [call for call in telegram.server.calls[since:] if call.method == "getUpdates"] == []
    bot.stop(signal.SIGKILL)  # which need not wait until the models are loaded
    bot.environment = polling
    bot.start()
    assert telegram.ask(401, "/help").fields["text"] == translate(notices.HELP)
