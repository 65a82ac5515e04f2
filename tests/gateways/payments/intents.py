"""What the tests ask a bank to take."""

import uuid
from datetime import timedelta

from webapp.domain.money import Money
from webapp.domain.payments import PaymentIntent


def intent(amount=38837, currency="HUF", *, id_=None, notify_url="http://127.0.0.1:9/gone", **more):
    """An intent of a heating bill; nobody listens at its address unless one is given."""
    given = {
        "id": id_ or str(uuid.uuid4()),
        "company_id": 1,
        "amount": Money(amount, currency),
        "reference": "SU0044-2026-11",
        "description": "Hőszolgáltatás, 2026. november",
        "locale": "hu",
        "return_url": "http://127.0.0.1:9/payments/return/t0ken",
        "notify_url": notify_url,
        "customer_email": "anna@demo.test",
        "expires_in": timedelta(minutes=30),
    }
    return PaymentIntent(**{**given, **more})
