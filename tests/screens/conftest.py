"""What every test of the screens gets: a clock that obeys, and the same randomness in every run."""

import gc

import pytest
from textual.widgets import Input

from mihome_desk import text
from tests.builders import FakeClock
from tests.screens import stage


@pytest.fixture
def clock() -> FakeClock:
    """Noon of a fixed day in the store's zone."""
    return FakeClock()


@pytest.fixture(autouse=True)
def same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded random bytes; cursors that do not blink; what an app leaves behind stays collectable."""
    stage.seed(monkeypatch)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _self: None)
    monkeypatch.setattr(text, "_current", "zh_CN")
