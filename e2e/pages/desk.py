"""The clerk's side."""

from pathlib import Path

from playwright.sync_api import Locator

from e2e.pages.screen import Screen


class DeskScreen(Screen):
    """The queue and the item that is open."""

    def open(self) -> None:
        """Go to the queue."""
        self.go("/desk")
        self.part("queue-item").first.wait_for()

    def item(self, submission_id: str) -> Locator:
        """One row of the queue."""
        return self.page.locator(
            f'[data-testid="queue-item"][data-submission-id="{submission_id}"]'
        )

    def take(self, submission_id: str) -> None:
        """Open one item."""
        self.item(submission_id).get_by_role("link").first.click()
        self.part("decide-accept").wait_for()

    def accept(self, submission_id: str) -> None:
        """Open it and accept it."""
        self.take(submission_id)
        self.part("decide-accept").click()
        self.item(submission_id).wait_for(state="detached")

    def bring_file(self, file: Path) -> str:
        """Take in what a phone could only save to a file; says what became of the first reading."""
        self.go("/desk/outbox-file")
        self.part("outbox-file").set_input_files(file)
        self.part("outbox-file-submit").click()
        return self.part("imported-record").first.get_attribute("data-outcome") or ""
