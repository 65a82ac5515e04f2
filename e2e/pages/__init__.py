"""The screens as their users see them: verbs and facts, no judgement."""

from e2e.pages.capture import CaptureScreen
from e2e.pages.desk import DeskScreen
from e2e.pages.home import HomeScreen
from e2e.pages.outbox import OutboxScreen
from e2e.pages.sign_in import SignInScreen

__all__ = ["CaptureScreen", "DeskScreen", "HomeScreen", "OutboxScreen", "SignInScreen"]
