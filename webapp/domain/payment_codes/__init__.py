"""What a payment code says: the text inside the square that a banking app reads."""

from webapp.domain.payment_codes.choice import KINDS, PaymentOrder, payment_payload

__all__ = ["KINDS", "PaymentOrder", "payment_payload"]
