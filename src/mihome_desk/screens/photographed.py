"""A form that takes condition photos from the counter's photo folder."""

from __future__ import annotations

from mihome_desk.desk import Photo
from mihome_desk.rules.intake import PhotoGiven
from mihome_desk.screens.form import Form
from mihome_desk.text import _


class Photographed(Form):
    """Ctrl+P takes the newest picture that is not taken yet; the row ``photos`` names them."""

    photos: tuple[Photo, ...] = ()

    def photos_given(self) -> tuple[PhotoGiven, ...]:
        """The photos as a command names them: those whose names still stand in the row."""
        named = {name.strip() for name in self.row("photos").value.split(",")}
        return tuple(PhotoGiven(photo.name, photo.sha256) for photo in self.photos if photo.name in named)

    async def action_photo(self) -> None:
        """The newest picture of the folder."""
        folder, desk = self.context.settings.photo_inbox, self.context.desk
        if not folder:
            self.notify(
                _("No photo folder is set; photo_inbox in settings.toml names it."), severity="warning"
            )
            return
        taken = {photo.path for photo in self.photos}
        try:
            photo = await self.read(lambda: desk.newest_photo(folder, taken))
        except OSError as error:
            self.notify(_("The photo folder cannot be read: {why}", why=error), severity="warning")
            return
        if photo is None:
            self.notify(_("No new photo lies in {folder}.", folder=folder), severity="warning")
            return
        self.photos = (*self.photos, photo)
        self.row("photos").value = ", ".join(photo.name for photo in self.photos)
        self.notify(_("Photo {name} belongs to this device.", name=photo.name))
