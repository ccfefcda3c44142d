"""What every screen is given: the desk, and the counter's own settings."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mihome_desk.desk import Desk
from mihome_desk.settings import Settings


class Work:
    """Reads and writes under way; keys wait for them, so that each meets what the one before led to."""

    def __init__(self) -> None:
        self.count = 0
        self._over = asyncio.Event()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Something is under way."""
        self.count += 1
        self._over.clear()
        try:
            yield
        finally:
            self._one_less()

    def follow(self, write: Future[Any]) -> None:
        """A write that nobody awaits: what is asked next shall see it."""
        self.count += 1
        self._over.clear()
        loop = asyncio.get_running_loop()
        write.add_done_callback(lambda _write: loop.call_soon_threadsafe(self._one_less))

    def _one_less(self) -> None:
        self.count -= 1
        if not self.count:
            self._over.set()

    async def wait(self, patience: float) -> None:
        """Until nothing is under way, at most ``patience`` seconds."""
        if self.count:
            try:
                await asyncio.wait_for(self._over.wait(), max(0.001, patience))
            except TimeoutError:
                return


@dataclass
class Context:
    """One counter at work. ``desk`` is exchanged when another store is opened; ``rate_text`` is today's rate."""

    desk: Desk
    settings: Settings
    work: Work = field(default_factory=Work)
    rate_text: str = ""

    @property
    def staff(self) -> str:
        """Who works here."""
        return self.settings.staff
