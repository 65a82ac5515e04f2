"""What all screens share."""

from playwright.sync_api import Locator, Page


class Screen:
    """One page of the portal, at an address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def go(self, path: str) -> None:
        """Open a path of the portal."""
        self.page.goto(self.address + path)

    def part(self, test_id: str) -> Locator:
        """A control by the name that stays stable."""
        return self.page.get_by_test_id(test_id)
