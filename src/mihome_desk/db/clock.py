"""The clocks of this machine, read in one place."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Protocol

from mihome_desk.rules.moment import Instant

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> Instant:
        """Wall clock, boot-time clock and boot id, read together."""


class SystemClock:
    """Linux: CLOCK_BOOTTIME (counts through suspend) and the kernel's boot id.

    Elsewhere the monotonic clock and an id of this process stand in: every restart of the program
    then counts as a reboot, and what it cannot prove is shown as unproven.
    """

    def __init__(self) -> None:
        try:
            self._boot = _BOOT_ID.read_text("ascii").strip().replace("-", "")
            self._clock = time.CLOCK_BOOTTIME
        except (OSError, AttributeError):  # pragma: no cover - other systems
            self._boot = uuid.uuid4().hex
            self._clock = time.CLOCK_MONOTONIC

    def now(self) -> Instant:
        """See `Clock.now`."""
        uptime = time.clock_gettime_ns(self._clock) // 1_000_000
        return Instant(time.time_ns() // 1_000_000, uptime, self._boot)
