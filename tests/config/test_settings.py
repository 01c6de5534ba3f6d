"""Where settings come from, and the error for a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_data_path

from config import settings
from config.settings import SettingsError

Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: Patch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_need_be_set() -> None:
    loaded = settings.load()
    assert loaded.index.path == user_data_path("onrecord")
    assert loaded.index.statements is True
    assert (loaded.fetch.allow_private, loaded.jsonl.text) == (False, "text")
    assert loaded.embeddings.model == "all-MiniLM-L6-v2"
    assert (loaded.telegram.token, loaded.store.url, loaded.state.path) == (None, None, None)


def test_the_environment_is_over_the_folders_file_is_over_the_defaults(
    folder: Path, monkeypatch: Patch
) -> None:
    (folder / "onrecord.toml").write_text("[answers]\npassages = 7\nsentences = 8\n")
    monkeypatch.setenv("ONRECORD_ANSWERS__PASSAGES", "9")
    loaded = settings.load().answers
    assert (loaded.passages, loaded.sentences, loaded.threshold) == (9, 8, 0.5)


def test_what_the_program_passes_is_over_the_environment(folder: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("ONRECORD_INDEX__PATH", "/nowhere")
    loaded = settings.load(index={"path": str(folder)})
    assert loaded.index.path == folder
    assert loaded.index.statements is True


def test_the_folders_file_is_the_one_of_the_folder_where_it_runs(
    folder: Path, monkeypatch: Patch
) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "onrecord.toml").write_text("[answers]\nsentences = 8\n")
    monkeypatch.chdir(folder / "elsewhere")
    assert settings.load().answers.sentences == 8
    monkeypatch.chdir(folder)
    assert settings.load().answers.sentences == 3


def test_an_empty_variable_sets_nothing(monkeypatch: Patch) -> None:
    """A Compose file passes on variables that nobody has set."""
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", "")
    monkeypatch.setenv("ONRECORD_INDEX__PATH", "")
    assert settings.load().telegram.token is None
    assert settings.load().index.path == user_data_path("onrecord")


def test_a_tilde_is_the_home_folder(monkeypatch: Patch) -> None:
    monkeypatch.setenv("ONRECORD_INDEX__PATH", "~/archive")
    monkeypatch.setenv("ONRECORD_STATE__PATH", "~/state")
    monkeypatch.setenv("ONRECORD_TELEGRAM__WEBHOOK_KEY", "~/key.pem")
    assert settings.load().index.path == Path.home() / "archive"
    assert settings.load().state_path == Path.home() / "state"
    assert settings.load().telegram.webhook_key == Path.home() / "key.pem"


def test_conversations_are_kept_beside_the_index_unless_set(folder: Path) -> None:
    assert settings.load(index={"path": str(folder)}).state_path == folder
    assert settings.load(index={"path": str(folder)}, state={"path": "/other"}).state_path == Path(
        "/other"
    )


@pytest.mark.parametrize(
    "written",
    ["https://api.example.org", "https://api.example.org/", "https://api.example.org/bot"],
)
def test_the_api_url_is_without_bot(written: str, monkeypatch: Patch) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM__API_URL", written)
    assert settings.load().telegram.api_url == "https://api.example.org"


@pytest.mark.parametrize("written", ["11, -100", "11 -100", " 11,-100, "])
def test_ids_are_written_with_commas_in_the_environment(written: str, monkeypatch: Patch) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM__ALLOWED_USERS", written)
    assert settings.load().telegram.allowed_users == (11, -100)


def test_ids_are_a_list_in_the_file(folder: Path) -> None:
    (folder / "onrecord.toml").write_text("[telegram]\nadmins = [11, 12]\n")
    assert settings.load().telegram.admins == (11, 12)
    assert settings.load().telegram.allowed_chats == ()


def test_the_token_is_not_shown(monkeypatch: Patch) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", "12345:abcdefg")
    loaded = settings.load()
    assert loaded.telegram.token is not None
    assert loaded.telegram.token.get_secret_value() == "12345:abcdefg"
    assert "abcdefg" not in repr(loaded) + str(loaded)


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("ONRECORD_TELEGRAM__TOKN", "ONRECORD_TELEGRAM__TOKEN"),
        ("ONRECORD_INDX__PATH", "ONRECORD_INDEX__PATH"),
        ("ONRECORD_INDEX_PATH", "ONRECORD_INDEX__PATH"),
    ],
)
def test_a_mistyped_variable_is_named_with_what_may_be_meant(
    variable: str, meant: str, monkeypatch: Patch
) -> None:
    monkeypatch.setenv(variable, "x")
    with pytest.raises(SettingsError, match=rf"{variable}\b.*Did you mean {meant}\?"):
        settings.load()


def test_an_unknown_variable_that_is_like_none_is_named_alone(monkeypatch: Patch) -> None:
    monkeypatch.setenv("ONRECORD_XYZZY", "x")
    with pytest.raises(SettingsError, match=r"ONRECORD_XYZZY in the environment\.$"):
        settings.load()


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("[answers]\nsentence = 3\n", r"answers\.sentence\. Did you mean answers\.sentences\?"),
        ("[jsonl]\ntitel = 'headline'\n", r"jsonl\.titel\. Did you mean jsonl\.title\?"),
        ("[telgram]\ntoken = 'x'\n", r"telgram\. Did you mean telegram"),
        ("sentences = 3\n", r"sentences\. Did you mean answers\.sentences\?"),
    ],
)
def test_a_mistyped_setting_of_the_file_is_named_with_what_may_be_meant(
    file: str, named: str, folder: Path
) -> None:
    (folder / "onrecord.toml").write_text(file)
    with pytest.raises(SettingsError, match=rf"Unknown setting {named}"):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("llm.model", "gpt"),
        ("llm.base_url", "localhost:8080"),
        ("llm.timeout", "0"),
        ("llm.daily_tokens", "-1"),
        ("answers.threshold", "1.5"),
        ("answers.sentences", "0"),
        ("answers.passages", "many"),
        ("index.statements", "perhaps"),
        ("store.url", "localhost:8000"),
        ("store.url", "http://localhost:8000/chroma"),
        ("store.url", "http://ada:secret@localhost:8000"),
        ("store.url", "http://localhost:8000?tenant=ada"),
        ("store.url", "http://localhost:eight"),
        ("store.url", "http://"),
        ("fetch.allow_private", "perhaps"),
        ("fetch.timeout", "0"),
        ("fetch.max_bytes", "0"),
        ("telegram.api_url", "api.example.org"),
        ("telegram.admins", "@ada"),
        ("telegram.user_per_day", "-1"),
        ("telegram.webhook_url", "bot.example.org"),
        ("telegram.listen", "8080"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_variable(
    name: str, value: str, monkeypatch: Patch
) -> None:
    monkeypatch.setenv(settings.variable(name), value)
    with pytest.raises(
        SettingsError, match=rf"{name} .*{settings.variable(name)}.* is wrong: "
    ) as raised:
        settings.load()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "http://127.0.0.1:8000",
        "https://chroma.example:8443/",
        "http://[::1]:8000",
    ],
)
def test_the_address_of_a_chroma_server_is_host_and_port(url: str) -> None:
    assert settings.load(store={"url": url}).store.url == url


def test_a_wrong_address_is_refused_without_its_password() -> None:
    with pytest.raises(
        SettingsError, match=r"store\.url .*no more than a host and a port"
    ) as raised:
        settings.load(store={"url": "http://ada:secret@localhost"})
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "onrecord.toml").write_text("[telegram\ntoken = ")
    with pytest.raises(SettingsError, match=r"onrecord\.toml is not valid TOML"):
        settings.load()


def test_a_file_that_is_not_utf_8_is_named(folder: Path) -> None:
    (folder / "onrecord.toml").write_bytes("[index]\npath = 'Архив'\n".encode("cp1251"))
    with pytest.raises(SettingsError, match=r"onrecord\.toml"):
        settings.load()


def test_every_setting_has_a_name_and_a_variable() -> None:
    assert {"index.path", "state.path", "store.url", "embeddings.model", "telegram.token"} <= set(
        settings.names()
    )
    assert settings.variable("telegram.api_url") == "ONRECORD_TELEGRAM__API_URL"


def test_settings_do_not_change_once_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load().answers.sentences = 4
