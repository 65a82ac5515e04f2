"""Refusals: the business saying no, with a sentence a person may read."""

from webapp.domain.words import N_

Number = int | str


class Refusal(Exception):
    """Nothing was changed, and this sentence says why.

    `code` is stable for programs, `message` a template marked with N_() that uses `numbers`, and
    `field` the input it is about, where there is one.
    """

    def __init__(
        self, code: str, message: str, *, field: str | None = None, **numbers: Number
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.numbers = numbers

    def __str__(self) -> str:
        return self.message % self.numbers


class NotFound(Refusal):
    """What was asked for is not there for the person who asks."""

    def __init__(self) -> None:
        super().__init__("not_found", N_("We could not find that."))


class AlreadyDecided(Refusal):
    """Another clerk was faster."""

    def __init__(self, *, name: str, at: str) -> None:
        super().__init__(
            "already_decided", N_("Already decided by %(name)s at %(at)s."), name=name, at=at
        )
