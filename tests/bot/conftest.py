"""What the tests of the bot share: an answer with its citations, and Telegram's own judgement of
HTML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import tdjson

import bot
from bot.desk import Chat, Desk
from bot.types.answer import Answer
from bot.types.citation import Citation
from config import settings

LAVROV = Citation(
    number=1,
    source="minsk-talks.txt",
    start=1450,
    end=1590,
    quote=(
        "Lavrov said that it was not possible to agree to further steps, "
        "but that “work will continue.”"
    ),
    line=13,
    sha256="9f" * 32,
    title="Four ministers leave Minsk without a deal on eastern Ukraine",
    published=date(2016, 11, 29),
    publisher="The Arnwick Post",
    speaker="Sergei Lavrov",
    before="Moscow denies that any of its soldiers are there.\n",
    after="\nLavrov also rejected a militarized monitoring mission.",
)


@pytest.fixture
def citation() -> Citation:
    """A citation with all that a citation can have but a page."""
    return LAVROV


@pytest.fixture
def answer(citation: Citation) -> Answer:
    """An answered question with one citation."""
    return Answer(
        question="What did Lavrov say?",
        standalone_question="What did Lavrov say in Minsk?",
        answered=True,
        text="Lavrov said that “work will continue.” [1]",
        citations=(citation,),
        seconds={"retrieve": 0.02},
    )


@pytest.fixture(scope="session")
def parse_html() -> Callable[[str], dict[str, Any]]:
    """TDLib's reading of a message's HTML, which is Telegram's: its text and entities, or an
    error."""
    return html_parser()


def html_parser() -> Callable[[str], dict[str, Any]]:
    """A function that reads HTML as TDLib does."""

    def execute(request: dict[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
        return reply

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    mode = {"@type": "textParseModeHTML"}
    return lambda html: execute({"@type": "parseTextEntities", "text": html, "parse_mode": mode})


class ModelServer(ThreadingHTTPServer):
    """A server of our own that speaks OpenAI's protocol, and answers as it is told, well or
    badly."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Replies)
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        self.plans: list[Plan] = []
        """What becomes of each request; the last one, of all further ones."""
        self.requests: list[dict[str, Any]] = []

    def plans_to(self, *plans: Plan) -> None:
        self.plans, self.requests = list(plans), []

    def says(self, *pieces: str) -> None:
        self.plans_to(lambda reply: reply.stream(*pieces))

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Replies(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        self.server.requests.append(
            json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        )
        plans = self.server.plans
        (plans.pop(0) if len(plans) > 1 else plans[0])(self)

    def fail(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Retry-After-Ms", "1")
        self.end_headers()

    def stream(self, *pieces: str, then: str = "data: [DONE]\n\n") -> None:
        """Server-sent events, one for each piece; what comes last may be no event, and then the
        connection closes."""
        self.begin()
        for piece in pieces:
            self.send(piece)
        self.wfile.write(then.encode())

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def hang(self) -> None:
        """Writes nothing more until the client hangs up."""
        self.rfile.read(1)

    def send(self, piece: str) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "test"}
        choice = {
            "index": 0,
            "delta": {"role": "assistant", "content": piece},
            "finish_reason": None,
        }
        self.wfile.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())
        self.wfile.flush()

    def stream_blocks(self, *blocks: tuple[str, str]) -> None:
        """Blocks of text in Anthropic's protocol, each with the words that it cites, or none."""
        self.begin()
        message = {
            "id": "1",
            "type": "message",
            "role": "assistant",
            "content": [],
            "model": "test",
        }
        usage = {"input_tokens": 1, "output_tokens": 1}
        self.event("message_start", message={**message, "usage": usage})
        for index, (text, cited) in enumerate(blocks):
            self.event(
                "content_block_start", index=index, content_block={"type": "text", "text": ""}
            )
            self.event(
                "content_block_delta", index=index, delta={"type": "text_delta", "text": text}
            )
            where = {"search_result_index": 0, "start_block_index": 0, "end_block_index": 1}
            citation = {
                "type": "search_result_location",
                "cited_text": cited,
                "source": "",
                **where,
            }
            if cited:
                delta = {"type": "citations_delta", "citation": {**citation, "title": None}}
                self.event("content_block_delta", index=index, delta=delta)
            self.event("content_block_stop", index=index)
        self.event("message_delta", delta={"stop_reason": "end_turn"}, usage=usage)
        self.event("message_stop")

    def stream_lines(self, *pieces: str) -> None:
        """A line of JSON for each piece, in Ollama's protocol."""
        self.begin()
        for piece in (*pieces, ""):
            message = {"role": "assistant", "content": piece}
            line = {"model": "test", "message": message, "done": not piece}
            ended = {} if piece else {"done_reason": "stop"}
            self.wfile.write(f"{json.dumps({**line, **ended})}\n".encode())

    def event(self, kind: str, **fields: object) -> None:
        data = json.dumps({"type": kind, **fields})
        self.wfile.write(f"event: {kind}\ndata: {data}\n\n".encode())

    def log_message(self, *args: object) -> None:
        """Nothing."""


Plan = Callable[[_Replies], None]


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    """A server that stands for a chat model's."""
    with ModelServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="session")
def open_writing(sample_index: Path, model_server: ModelServer) -> Callable[..., Desk]:
    """Opens a desk over the sample articles (or another index) whose chat model is at that
    server."""

    def open_desk(index: Path = sample_index, model: str = "openai:local", **llm: object) -> Desk:
        chosen = {"model": model, "base_url": model_server.url, **llm}
        return Desk(settings.load(index={"path": str(index)}, llm=chosen))

    return open_desk


@pytest.fixture(scope="session")
def writing(open_writing: Callable[..., Desk]) -> Desk:
    """A desk over the sample articles that a chat model writes for."""
    return open_writing()


@pytest.fixture(scope="session")
def desk(sample_index: Path) -> Desk:
    """A desk over the sample articles."""
    return bot.open(sample_index)


@pytest.fixture
def chat(desk: Desk) -> Chat:
    """A conversation that has not begun."""
    return desk.chat()
