"""Form rows: a label in one narrow column, the field beside it, what is wrong in words behind it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from mihome_desk.text import _
from mihome_desk.ui import keys
from mihome_desk.ui.line import Line
from mihome_desk.widgets.prose import Prose


class Left(Message):
    """A field was left: its value may be saved now."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class Entered(Message):
    """Enter was pressed in a field."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class Choice(Widget, can_focus=True):
    """One of a few values in one line: ← → or space to change, or the digit before a value."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; }
    Choice:focus { background: $panel; }
    """
    BINDINGS = [*keys.CHOICE_MOVES]
    value = reactive("")

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, options: Sequence[tuple[str, str]], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.set_reactive(Choice.value, value)

    def render(self) -> RenderResult:
        """All values where they fit, the chosen one marked by sign, weight and colour."""
        variables = self.app.theme_variables
        # The accent belongs to the current field; elsewhere the chosen value is only bold.
        accent, quiet = variables["primary" if self.has_focus else "foreground"], variables["quiet"]
        line = Text(no_wrap=True, overflow="ellipsis")
        for at, (value, label) in enumerate(self.options, 1):
            chosen = value == self.value
            style = f"bold {accent}" if chosen else quiet
            digit = f"{at} " if self.has_focus and at < 10 else ""
            before, after = "[]" if chosen else "  "
            line.append(f"{before}{digit}{_(label)}{after} ", style=style)
        full, room = line.cell_len, self.size.width
        if full > room:
            label = next((_(label) for value, label in self.options if value == self.value), "")
            return Text.assemble(("‹ ", quiet), (label, f"bold {accent}"), (" ›", quiet))
        return line

    def on_key(self, event: object) -> None:
        """A digit chooses its value."""
        character = getattr(event, "character", None)
        if (
            character
            and character.isascii()
            and character.isdigit()
            and 1 <= int(character) <= len(self.options)
        ):
            self.action_pick(int(character) - 1)

    def action_pick(self, at: int) -> None:
        """Choose the value at an index."""
        self.value = self.options[at][0]
        self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """The value before or after."""
        values = [value for value, _label in self.options]
        self.action_pick((values.index(self.value) + by) % len(values) if self.value in values else 0)

    def action_enter(self) -> None:
        """Go on."""
        row = self.parent
        if isinstance(row, Row):
            row.post_message(Entered(row))


class Group(Vertical):
    """Rows that belong together, under a quiet heading.

    Textual renders every widget whose container is in sight for each key typed; a form in groups renders
    only the group that is typed in.
    """

    DEFAULT_CSS = """
    Group { height: auto; margin: 1 0 0 0; }
    Group.-first { margin: 0; }
    Group > .heading { height: 1; color: $quiet; padding: 0 0 0 2; }
    """

    def __init__(self, title: str = "", *, id: str | None = None, first: bool = False) -> None:
        heading = [Static(_(title), classes="heading", markup=False)] if title else []
        super().__init__(*heading, id=id, classes="-first" if first else None)
        self._title = title

    def speak(self) -> None:
        """The heading in the language spoken now."""
        for heading in self.query(".heading").results(Static):
            heading.update(_(self._title))


class Row(Horizontal):
    """A labelled field with room for what is wrong with it, or what it was understood as."""

    DEFAULT_CSS = """
    Row { height: auto; padding: 0 0 0 1; }
    Row > .label { width: 13; height: 1; color: $quiet; text-align: right; padding: 0 1 0 0; }
    Row > Input { width: 1fr; max-width: 44; background: $surface; padding: 0 1; }
    Row > Input:focus { background: $panel; }
    Row > .saved { width: 2; height: 1; color: $success; }
    Row > .hint { width: 1fr; color: $quiet; padding: 0 0 0 1; }
    Row.-wrong > .hint { color: $error; text-style: bold; width: 2fr; }
    Row.-here > .label { color: $primary; text-style: bold; }
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        value: str = "",
        placeholder: str = "",
        options: Sequence[tuple[str, str]] = (),
        password: bool = False,
        limit: int = 0,
    ) -> None:
        super().__init__(id=f"row-{name}")
        self.field = name
        self._label = label
        self._placeholder = placeholder
        self._saved = False
        # Held, not looked up: a row that is being taken down has lost its children before it counts as gone.
        self._caption = Static(_(label), classes="label", markup=False)
        self._mark = Static("", classes="saved", markup=False)
        self._hint = Prose(classes="hint")
        self.widget: Line | Choice = (
            Choice(options, value, id=f"field-{name}")
            if options
            else Line(
                value,
                placeholder=_(placeholder),
                password=password,
                compact=True,
                max_length=limit,
                # A value that is only proposed gives way to the first key.
                select_on_focus=bool(value),
                id=f"field-{name}",
            )
        )

    def begin_with(self, value: str | None) -> None:
        """Another first value, before this row is shown."""
        if value is not None:
            self.widget.value = value
            if isinstance(self.widget, Line):
                self.widget.select_on_focus = bool(value)

    def speak(self) -> None:
        """Label and placeholder in the language spoken now; choices translate themselves."""
        self._caption.update(_(self._label))
        if isinstance(self.widget, Line) and not self.has_class("-wrong"):
            self.widget.placeholder = _(self._placeholder)

    def compose(self) -> ComposeResult:
        """Label, saved mark, field, hint."""
        yield self._caption
        yield self._mark
        yield self.widget
        if isinstance(self.widget, Line):
            yield self._hint

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.widget.value

    @value.setter
    def value(self, value: str) -> None:
        self.widget.value = value

    def on_descendant_focus(self) -> None:
        """The label of the field in focus is lit."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """A left field is saved."""
        self.remove_class("-here")
        if self.is_attached:
            self.post_message(Left(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes forward; it never submits a form."""
        event.stop()
        self.post_message(Entered(self))

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong is not wrong any more as soon as it is touched."""
        self.mark_saved(False)
        if self.has_class("-wrong"):
            self.hint("")

    def on_choice_changed(self) -> None:
        """A choice is saved at once."""
        self.mark_saved(False)
        self.post_message(Left(self))

    def mark_saved(self, saved: bool) -> None:
        """Show that the value is on the disk."""
        # A key into a field must not cost a layout of the form.
        if saved != self._saved:
            self._saved = saved
            self._mark.update("✓" if saved else "", layout=False)

    def hint(self, text: str, *, wrong: bool = False) -> None:
        """Words behind the field: what it was understood as, or what is wrong."""
        self.set_class(wrong, "-wrong")
        self._hint.update(text)
        if isinstance(self.widget, Line) and (wrong or not self.widget.placeholder):
            # What is wrong needs the room; an example cut in half would run into it.
            self.widget.placeholder = "" if wrong else _(self._placeholder)
        if wrong and isinstance(self.widget, Choice):
            self.notify(text, severity="error")
