"""Two themes, one accent: orange for the current thing and the next step, and nothing else."""

from __future__ import annotations

from textual.theme import Theme

ORANGE = "#FF6900"

DARK = Theme(
    name="desk-dark",
    primary=ORANGE,
    secondary="#9AA4B2",
    accent=ORANGE,
    warning="#E5B567",
    error="#F26D6D",
    success="#7FC97F",
    foreground="#E6E6E6",
    background="#15171A",
    surface="#1B1E22",
    panel="#24282D",
    dark=True,
    variables={
        "quiet": "#8A929C",
        "scrollbar": "#3A4048",
        "scrollbar-hover": "#4A515A",
        "scrollbar-background": "#1B1E22",
        "scrollbar-background-hover": "#1B1E22",
        "input-cursor-background": ORANGE,
        "input-selection-background": "#FF6900 35%",
        "block-cursor-text-style": "none",
    },
)
LIGHT = Theme(
    name="desk-light",
    primary="#A84300",
    secondary="#5B6470",
    accent="#A84300",
    warning="#8A5A00",
    error="#B3261E",
    success="#1E6F3A",
    foreground="#1B1E22",
    background="#FAFAF8",
    surface="#F1F0ED",
    panel="#E4E2DD",
    dark=False,
    variables={
        "quiet": "#5A616A",
        "scrollbar": "#C9C6BF",
        "scrollbar-hover": "#B4B0A8",
        "scrollbar-background": "#F1F0ED",
        "scrollbar-background-hover": "#F1F0ED",
        "input-cursor-background": "#A84300",
        "input-selection-background": "#FF6900 30%",
        "block-cursor-text-style": "none",
    },
)
THEMES = {"dark": DARK, "light": LIGHT}
