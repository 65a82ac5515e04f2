"""The payment on the page: a square where there is one, every figure to copy, nothing but text."""

from dataclasses import replace

import pytest
from flask import render_template_string

from tests.domain.payment_codes.test_choice import HUNGARIAN, RUSSIAN, SEPA
from tests.squares import read_svg
from webapp.domain.payment_codes import payment_payload
from webapp.web.payment_code import shown_code

IMPORT = '{% from "components/payment_code.html" import payment_code %}'
PAGE = IMPORT + '{{ payment_code(code, id="pay") }}'


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


def shown(kind, order):
    return render_template_string(PAGE, code=shown_code(kind=kind, order=order))


def test_the_square_on_the_page_says_the_payment():
    page = shown("epc", SEPA)
    svg = page[page.index("<svg") : page.index("</svg>") + 6]
    assert 'data-testid="payment-qr"' in svg
    assert "<title>Payment code: 145.37\u00a0€ to Stadtwerke Muster GmbH</title>" in svg
    assert read_svg(svg).text == payment_payload("epc", SEPA)


def test_every_figure_can_be_copied_as_a_bank_takes_it():
    page = shown("hct", HUNGARIAN)
    for text in ("HU42117730161111101800000000", "38837", "2014S000572", "OTPVHUHB"):
        assert f'data-text="{text}"' in page
    assert "HU42 1177 3016 1111 1018 0000 0000" in page
    assert "38,837\u00a0Ft" in page


def test_without_a_code_the_figures_stand_alone():
    page = shown("none", SEPA)
    assert "<svg" not in page
    assert "DE33 1002 0500 0001 1947 00" in page


def test_an_account_that_is_no_iban_is_shown_as_it_is():
    assert shown_code(kind="st00012", order=RUSSIAN).account == "40702810138250123017"


def test_a_name_is_never_taken_for_markup():
    page = shown("epc", replace(SEPA, payee='<img src=x onerror="x"> & Co'))
    assert "<img" not in page
    assert "&lt;img" in page


def test_the_rules_of_payments_stay_off_other_pages(app):
    assets = app.extensions["assets"]
    assert b"payment-qr" in assets.get("css/payment.css").plain
    assert b"payment-qr" not in assets.get("css/app.css").plain
