"""What every test gets: a home of its own, and ``--all`` for the long ones."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("gate", max_examples=50, deadline=None, derandomize=True)
settings.register_profile(
    "all", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the long tests too, with more examples")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("all" if config.getoption("--all") else "gate")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselected rather than skipped: the list of skips is for what this machine cannot run."""
    long = [item for item in items if item.get_closest_marker("long")]
    if long and not config.getoption("--all"):
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test, and no process that a test starts, sees the home of the person running it."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("MIHOME_DESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    for name, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "MIHOME_DESK_HOME": "desk",
    }.items():
        monkeypatch.setenv(name, str(home / folder))
    return home
