"""Which tickets changed since somebody here looked at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mihome_desk.desk import Head


class Seen:
    """Keeps the last entry of every ticket that was looked at; all there is at the start counts as seen."""

    def __init__(self) -> None:
        self._seen: dict[str, int] | None = None

    def changed(self, heads: Iterable[Head], written_here: Mapping[str, int]) -> frozenset[str]:
        """Ids of the tickets that others changed since; ``written_here`` is the last entry of this process each."""
        if self._seen is None:
            self._seen = {head.id: head.last_seq for head in heads}
            return frozenset()
        seen = self._seen
        return frozenset(
            head.id
            for head in heads
            if head.last_seq > max(seen.get(head.id, 0), written_here.get(head.id, 0))
        )

    def looked_at(self, head: Head | None) -> None:
        """This ticket was in focus on the screen, or open."""
        if head is not None and self._seen is not None:
            self._seen[head.id] = head.last_seq
