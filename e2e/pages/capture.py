"""Reading a meter."""

from pathlib import Path

from playwright.sync_api import Locator

from e2e.pages.screen import Screen


class CaptureScreen(Screen):
    """The capture screen, of the server or of the phone itself."""

    def open(self, meter: str = "37461") -> None:
        """Go there for one meter, and wait until its script has taken over."""
        self.go(f"/capture?meter={meter}")
        self.page.locator("mp-capture[data-live]").wait_for()
        self.part("capture-value").first.wait_for()

    def type_value(self, value: str) -> None:
        """Type what the counter shows."""
        self.part("capture-value").first.fill(value)

    def take_photo(self, photo: Path) -> None:
        """Take a photo, and wait until it is prepared."""
        self.part("capture-photo").first.set_input_files(photo)
        self.page.locator("mp-photo img[src]").first.wait_for()

    def reach_for_the_camera(self) -> None:
        """Open the camera; some phones close the browser now."""
        with self.page.expect_file_chooser():
            self.part("capture-photo").first.click()

    def save(self) -> None:
        """Save; what is asked because of an unusual value is answered with yes."""
        self.part("capture-save").click()
        ended = self.saved.or_(self.not_saved).or_(self.question)
        ended.first.wait_for()
        if self.question.is_visible():
            self.part("capture-save").click()
            self.saved.or_(self.not_saved).first.wait_for()

    def save_and_be_asked(self) -> None:
        """Save what looks odd; the question opens."""
        self.part("capture-save").click()
        self.question.wait_for()

    def take_offer(self, name: str) -> None:
        """Answer the question with one of its offers."""
        self.page.locator(f"[data-offer={name}]").click()

    def fill_in(self, value: str, photo: Path | None = None) -> None:
        """Photo and value, not saved yet."""
        if photo:
            self.take_photo(photo)
        self.type_value(value)

    @property
    def saved(self) -> Locator:
        """The face that says: saved on this phone."""
        return self.page.locator('[data-testid="capture-saved"]:not([hidden])')

    @property
    def not_saved(self) -> Locator:
        """The note that says: it could not be kept."""
        return self.page.locator("[data-part=not-saved]:not([hidden])")

    @property
    def question(self) -> Locator:
        """What asks to look once more."""
        return self.page.locator("[data-part=findings]:not([hidden])")

    @property
    def chosen_meter(self) -> str:
        """The name of the meter that is open."""
        return self.page.locator("fieldset.meter legend").first.inner_text()

    @property
    def typed_value(self) -> str:
        """What stands in the first counter."""
        return self.part("capture-value").first.input_value()
