"""The environment is read once; a wrong setting is one line; a secret may come from a file and is never printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from parwatch import settings
from parwatch_core.errors import SettingsError

TOKEN = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults() -> None:
    """Nothing needs to be set."""
    found = settings.load()
    assert found.parwatch_sources == Path("sources.toml")
    assert found.parwatch_database_url.get_secret_value() == "sqlite:///data/parwatch.db"
    assert found.telegram_bot_token is None
    assert (found.parwatch_http_host, found.parwatch_http_port) == ("127.0.0.1", 8000)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks and chats are lists in one variable."""
    monkeypatch.setenv("PARWATCH_ALLOW_NETWORKS", "127.0.0.0/8, ::1/128")
    monkeypatch.setenv("PARWATCH_ADMIN_CHATS", "1,-100200")
    found = settings.load()
    assert found.parwatch_allow_networks == ("127.0.0.0/8", "::1/128")
    assert found.parwatch_admin_chats == (1, -100200)


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`<NAME>_FILE` names a file; its white space is dropped; the value never shows in the settings' text."""
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    found = settings.load()
    assert found.telegram_bot_token is not None
    assert found.telegram_bot_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(found)


def test_an_empty_secret_file_counts_as_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """compose.yaml mounts the file before anybody has a token."""
    (tmp_path / "token").write_text("\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert settings.load().telegram_bot_token is None


def test_a_missing_secret_file_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable and the path are named."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "/nicht/da")
    with pytest.raises(SettingsError, match=r"TELEGRAM_BOT_TOKEN_FILE: /nicht/da cannot be read"):
        settings.load()


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """compose.yaml passes empty values through."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert settings.load().telegram_bot_token is None


def test_dotenv_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`.env` is the place for a laptop."""
    (tmp_path / ".env").write_text("PARWATCH_HTTP_PORT=8100\nPARWATCH_LOG_FORMAT=json\n")
    monkeypatch.setenv("PARWATCH_HTTP_PORT", "8200")
    found = settings.load()
    assert (found.parwatch_http_port, found.parwatch_log_format) == (8200, "json")


def test_every_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, each with its name."""
    monkeypatch.setenv("PARWATCH_ALLOW_NETWORKS", "überall")
    monkeypatch.setenv("PARWATCH_HTTP_PORT", "99999")
    monkeypatch.setenv("PARWATCH_TELEGRAM_API_URL", "api.telegram.org")
    monkeypatch.setenv("PARWATCH_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "PARWATCH_TELEGRAM_API_URL",
        "PARWATCH_ALLOW_NETWORKS",
        "PARWATCH_HTTP_PORT",
        "PARWATCH_LOG_FORMAT",
    ]


def test_a_secret_file_may_be_named_in_dotenv(tmp_path: Path) -> None:
    """`.env` may say everything that the environment says."""
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN_FILE={tmp_path / 'token'}\n")
    found = settings.load()
    assert found.telegram_bot_token is not None
    assert found.telegram_bot_token.get_secret_value() == TOKEN
