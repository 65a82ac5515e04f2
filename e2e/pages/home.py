"""What the customer sees of it."""

from playwright.sync_api import Locator

from e2e.pages.screen import Screen


class HomeScreen(Screen):
    """Dashboard and history."""

    def open(self) -> None:
        """Go home."""
        self.go("/")

    def open_readings(self, meter: str = "37461") -> None:
        """The history of one meter."""
        self.go(f"/readings?meter={meter}")

    @property
    def newest_reading(self) -> Locator:
        """The topmost row of the history."""
        return self.part("reading-row").first
