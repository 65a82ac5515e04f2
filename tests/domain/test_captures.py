"""What makes two captures the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from webapp.domain.captures import Capture, ClaimedValue, content_hash
from webapp.domain.receipts import receipt_number

CAPTURE = Capture(
    id="3f0c4c1e-0000-4000-8000-000000000001",
    meter="37461",
    registers=(ClaimedValue(register_id=1, value="10"), ClaimedValue(register_id=2, value="20")),
    captured_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
)


def same(one, other, photos=None, other_photos=None):
    return content_hash(one, photos=photos or {}) == content_hash(other, photos=other_photos or {})


def test_the_moment_of_sending_does_not_count():
    assert same(CAPTURE, replace(CAPTURE, sent_at=datetime(2026, 11, 24, tzinfo=UTC)))


def test_the_order_of_registers_does_not_count():
    assert same(CAPTURE, replace(CAPTURE, registers=CAPTURE.registers[::-1]))


def test_everything_else_does():
    later = CAPTURE.captured_at + timedelta(seconds=1)
    for change in (
        {"meter": "37462"},
        {"captured_at": later},
        {"note": "dark"},
        {"replaces": "3f0c4c1e-0000-4000-8000-000000000002"},
        {"registers": CAPTURE.registers[:1]},
    ):
        assert not same(CAPTURE, replace(CAPTURE, **change)), change
    assert not same(CAPTURE, CAPTURE, {"photo": "a"}, {"photo": "b"})
    assert not same(CAPTURE, CAPTURE, {"photo": "a"})


def test_receipts_can_be_read_out():
    assert receipt_number(0) == "R-0000-0000"
    assert receipt_number(2**40 - 1) == "R-ZZZZ-ZZZZ"
    assert not set("ILOU") & set(receipt_number(123_456_789_012))
