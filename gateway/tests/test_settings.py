"""What a production gateway must be told, and what the overlays tell it."""

import os
import re
from pathlib import Path

import pytest
from limits import parse_many

from gateway.settings import GatewaySettings
from shared.process.settings import load
from shared.testing.kit import SERVICE_SECRET

KUBERNETES = Path("deploy/kubernetes")
PRODUCTION = KUBERNETES / "overlays/production/kustomization.yaml"
PAGE_RATE = 150  # requests a second of one user: its patient form while it is open


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in set(os.environ) & {name.upper() for name in GatewaySettings.model_fields}:
        monkeypatch.delenv(name)
    monkeypatch.setitem(GatewaySettings.model_config, "env_file", None)
    monkeypatch.setenv("SERVICE_SECRET", SERVICE_SECRET)
    monkeypatch.setenv("VETCHART_ENV", "production")


def rendered() -> dict[str, str]:
    """The settings of the production overlay: the base's, and its literals over them."""
    lines = (KUBERNETES / "base/settings.env").read_text() + PRODUCTION.read_text()
    return dict(re.findall(r"^ *(?:- )?([A-Z_]+)=(.*)$", lines, re.MULTILINE))


def test_a_production_gateway_that_knows_no_proxies_refuses_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load(GatewaySettings, "gateway")
    assert "TRUSTED_PROXIES names the networks of the proxies" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("TRUSTED_PROXIES", "10.0.0.0/8"), ("PROXY", "none")])
def test_it_starts_with_either(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    load(GatewaySettings, "gateway")


def test_it_starts_as_the_overlay_has_it_with_a_rate_for_each_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in rendered().items():
        monkeypatch.setenv(name, value)
    settings = load(GatewaySettings, "gateway")
    assert settings.trusted_proxies
    assert [item.amount / item.get_expiry() > PAGE_RATE for item in parse_many(settings.user_rate)] == [True]
