"""Signing in and out."""

from e2e.pages.screen import Screen
from e2e.server import PASSWORD


class SignInScreen(Screen):
    """The door."""

    def open(self) -> None:
        """Go to the door."""
        self.go("/sign-in")

    @property
    def is_open(self) -> bool:
        """Whether the door is what the page shows; who is signed in already is led on."""
        return self.part("signin-email").is_visible()

    def sign_in(self, email: str) -> None:
        """Fill the form in and send it; ends on the page that follows."""
        self.part("signin-email").fill(email)
        self.part("signin-password").fill(PASSWORD)
        self.part("signin-submit").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def sign_out(self) -> None:
        """Leave; where readings wait, the warning is answered with yes."""
        self.go("/account")
        self.part("sign-out").click()
        warning = self.page.locator("[data-warning]:not([hidden])")
        warning.or_(self.part("signin-email")).first.wait_for()
        if warning.is_visible():
            self.part("sign-out").click()
        self.page.wait_for_url("**/sign-in")
