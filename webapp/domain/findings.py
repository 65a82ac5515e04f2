"""What looks odd about a reading, how much it matters, and who is told."""

from dataclasses import dataclass, field

RULE_VERSION = 2

# Hard faults refuse. All else is kept: queue goes to a clerk first, soft asks the person once,
# info is only worth knowing.
SEVERITIES = ("hard", "queue", "soft", "info")
ASKED = frozenset({"queue", "soft"})

# What would only puzzle or offend the person who sent it.
FOR_CLERKS_ONLY = frozenset({"V20"})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that looks odd, with the numbers it was judged by."""

    code: str
    severity: str
    register_id: int | None = None
    numbers: dict[str, int | str] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether the person is asked to look once more before it goes out."""
        return self.severity in ASKED

    @property
    def for_customer(self) -> bool:
        """Whether the person who sent the reading is told, or only the clerk."""
        return self.code not in FOR_CLERKS_ONLY
