from ipaddress import ip_network
from pathlib import Path

import pytest

from shared.process.settings import EX_CONFIG, Secret, ServiceSettings, Settings, load

SECRET = "long enough to be a secret of 32 bytes"
URL = "postgresql://someone:secret@db/vetchart"


class WithKey(Settings):
    key: Secret


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # no .env of the developer's
    for name in ("VETCHART_ENV", "DEMO_CLINICS", "TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SERVICE_SECRET", SECRET)
    monkeypatch.setenv("DATABASE_URL", URL)


def refusal(capsys: pytest.CaptureFixture[str], settings: type[Settings] = ServiceSettings) -> str:
    with pytest.raises(SystemExit) as exit_:
        load(settings, "patients")
    assert exit_.value.code == EX_CONFIG
    return capsys.readouterr().err


class TestLoad:
    def test_reads_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DB_POOL_MAX", "3")
        settings = load(ServiceSettings, "patients")
        assert (settings.db_pool_max, settings.vetchart_env) == (3, "production")
        assert settings.database_url.get_secret_value() == URL

    def test_reads_secrets_from_files(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "key").write_text(SECRET + "\n")
        monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
        assert load(WithKey, "auth").key.get_secret_value() == SECRET

    def test_lists_are_written_with_commas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1/32,")
        proxies = load(ServiceSettings, "patients").trusted_proxies
        assert proxies == [ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32")]

    def test_an_empty_variable_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORT", "")
        assert load(ServiceSettings, "patients").port == 8000

    def test_settings_are_frozen(self) -> None:
        with pytest.raises(ValueError, match="frozen"):
            load(ServiceSettings, "patients").port = 1

    def test_secrets_are_not_printed(self) -> None:
        assert "secret" not in repr(load(ServiceSettings, "patients")).replace("service_secret", "")


class TestRefusal:
    def test_names_what_is_missing(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.delenv("DATABASE_URL")
        assert refusal(capsys) == "patients refuses to start: DATABASE_URL is required\n"

    def test_a_short_secret_says_how_to_make_one(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("SERVICE_SECRET", "short")
        message = refusal(capsys)
        assert "SERVICE_SECRET needs at least 32 bytes" in message
        assert "short" not in message

    def test_the_examples_secret_in_production(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("SERVICE_SECRET", f"example-only {SECRET}")
        assert "SERVICE_SECRET is the example's" in refusal(capsys)
        monkeypatch.setenv("VETCHART_ENV", "demo")
        assert load(ServiceSettings, "patients").vetchart_env == "demo"

    def test_demo_clinics_in_production(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("DEMO_CLINICS", "true")
        assert "DEMO_CLINICS is refused in production" in refusal(capsys)

    def test_a_secret_file_that_is_not_there(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("KEY_FILE", "/nowhere/key")
        assert "a secret file can't be read" in refusal(capsys, WithKey)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("PORT", "70000"), ("TRUSTED_PROXIES", "everyone"), ("TRACE_SAMPLE", "2"), ("VETCHART_ENV", "x")],
    )
    def test_names_what_is_wrong(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)
        assert f"patients refuses to start: {name}" in refusal(capsys)
