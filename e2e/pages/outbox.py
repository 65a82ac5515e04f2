"""What is on this phone."""

from pathlib import Path

from playwright.sync_api import Locator

from e2e.pages.screen import Screen


class OutboxScreen(Screen):
    """The outbox, of the server or of the phone itself."""

    def open(self) -> None:
        """Go there, and wait until the list knows what there is."""
        self.go("/outbox")
        self.shown.first.wait_for()

    @property
    def shown(self) -> Locator:
        """Whatever the list has to say: rows, or that there are none."""
        parts = "[data-when=any], [data-when=empty], [data-when=no-storage]"
        return self.page.locator(f"mp-outbox-list :is({parts}):not([hidden])")

    def item(self, record_id: str) -> Locator:
        """One row."""
        return self.page.locator(f'[data-testid="outbox-item"][data-id="{record_id}"]')

    def in_state(self, record_id: str, state: str) -> Locator:
        """The row, as soon as it has come that far."""
        selector = f'[data-testid="outbox-item"][data-id="{record_id}"][data-state="{state}"]'
        return self.page.locator(selector)

    def state_of(self, record_id: str) -> str:
        """What the row says about itself, empty when it is not there."""
        row = self.item(record_id)
        return (row.get_attribute("data-state") or "") if row.count() else ""

    def ids(self) -> list[str]:
        """Every row by its id."""
        rows = self.part("outbox-item").all()
        return [row.get_attribute("data-id") or "" for row in rows]

    def send_now(self) -> None:
        """Ask for another try at once."""
        self.part("outbox-send").click()

    def sign_in_and_send(self, record_id: str) -> None:
        """Take the row's next step."""
        self.item(record_id).get_by_role("link", name="Sign in and send").click()

    def delete(self, record_id: str) -> None:
        """Delete for good, in two steps."""
        row = self.item(record_id)
        row.locator("summary").click()
        row.get_by_role("button", name="Delete for good").click()
        row.wait_for(state="detached")

    def save_to_file(self, to: Path) -> Path:
        """Everything that waits, as a file."""
        with self.page.expect_download() as download:
            self.part("outbox-export").click()
        download.value.save_as(to)
        return to

    def note(self, name: str) -> Locator:
        """One of the list's remarks, while it is shown."""
        return self.page.locator(f'mp-outbox-list [data-when="{name}"]:not([hidden])')
