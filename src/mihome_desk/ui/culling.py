"""Painting only what a key changed.

For a partial update Textual 8.2.8 renders every widget whose *container* touches the changed place: in a
form that is nearly every row for every key. Here it renders those that touch it themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class Culling(Compositor):
    """Textual's compositor, with an eye for what lies in the changed place."""

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        whole = self.visible_widgets
        # Made before from all widgets; they would be made from the few below.
        assert self.cuts is not None
        self._visible_widgets = {
            widget: (region, clip) for widget, (region, clip) in whole.items() if crop.overlaps(region)
        }
        try:
            return super()._render_chops(crop, is_rendered_line)
        finally:
            self._visible_widgets = whole
