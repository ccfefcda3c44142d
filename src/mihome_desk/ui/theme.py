"""Two themes, each also with high contrast; one accent: orange for the current thing and the next step."""

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
        "placeholder": "#6B737D",
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
        "placeholder": "#868C93",
        "scrollbar": "#C9C6BF",
        "scrollbar-hover": "#B4B0A8",
        "scrollbar-background": "#F1F0ED",
        "scrollbar-background-hover": "#F1F0ED",
        "input-cursor-background": "#A84300",
        "input-selection-background": "#FF6900 30%",
        "block-cursor-text-style": "none",
    },
)
DARK_HIGH = Theme(
    name="desk-dark-high",
    primary="#FF8C3A",
    secondary="#FFFFFF",
    accent="#FF8C3A",
    warning="#FFD75F",
    error="#FF8080",
    success="#8CFF8C",
    foreground="#FFFFFF",
    background="#000000",
    surface="#1E1E1E",
    panel="#2E2E2E",
    dark=True,
    variables={
        **DARK.variables,
        "quiet": "#D8D8D8",
        "placeholder": "#B8B8B8",
        "scrollbar": "#FFFFFF",
        "scrollbar-background": "#2E2E2E",
        "input-cursor-background": "#FFFFFF",
        "input-selection-background": "#FF8C3A 60%",
    },
)
LIGHT_HIGH = Theme(
    name="desk-light-high",
    primary="#7A2E00",
    secondary="#000000",
    accent="#7A2E00",
    warning="#5C3B00",
    error="#8C0000",
    success="#004D1A",
    foreground="#000000",
    background="#FFFFFF",
    surface="#EDEDED",
    panel="#D6D6D6",
    dark=False,
    variables={
        **LIGHT.variables,
        "quiet": "#2B2B2B",
        "placeholder": "#4A4A4A",
        "scrollbar": "#000000",
        "scrollbar-background": "#D6D6D6",
        "input-cursor-background": "#000000",
        "input-selection-background": "#FF6900 50%",
    },
)
# By the settings `theme` and `contrast`, in the order in which the key goes through them.
THEMES = {
    ("dark", "normal"): DARK,
    ("light", "normal"): LIGHT,
    ("dark", "high"): DARK_HIGH,
    ("light", "high"): LIGHT_HIGH,
}


def theme_after(theme: str, contrast: str) -> tuple[str, str]:
    """The look that follows."""
    looks = list(THEMES)
    return looks[(looks.index((theme, contrast)) + 1) % len(looks)]
