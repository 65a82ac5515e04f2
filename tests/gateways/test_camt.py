"""Bank files of every version, and what strangers might send instead of one."""

import itertools
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.camt import (
    ANNA_PAYS_TO,
    DAY,
    NEW,
    OLD,
    PAYER,
    document,
    entry,
    movement,
    opened,
    paid,
    returned,
)
from webapp.domain.refusals import Refusal
from webapp.gateways.camt import lines_of
from webapp.gateways.safe_xml import DEEPEST

VERSIONS = [f"{n:02}" for n in range(2, 14)]


def read(data, **given):
    return list(lines_of(file=opened(data), currency="HUF", progress=lambda _: None, **given))


def one(data):
    (found,) = read(data)
    assert found.refusal is None, found.refusal
    return found.line


def refusal_of(data, **given):
    with pytest.raises(Refusal) as caught:
        read(data, **given)
    assert caught.value.code == "bank_file"
    return str(caught.value)


@pytest.mark.parametrize("kind", ["053", "054"])
@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_says_the_same(version, kind):
    shape = OLD if version < "08" else NEW
    said = {"end_to_end": "E1", "reference": "2026S000572", "words": "Thank you",
            "payer": "Minta Anna", "payer_iban": PAYER}  # fmt: skip
    line = one(document(paid("38837.00", ref="B1", version=shape, **said), version=version,
                        kind=kind))  # fmt: skip
    assert (line.account, line.bank_reference, line.part) == (ANNA_PAYS_TO, "B1", "")
    assert (line.amount, line.currency, line.booked_on, line.value_on) == (38837, "HUF", DAY, DAY)
    assert (line.payer, line.payer_account) == ("Minta Anna", PAYER)
    assert (line.reference, line.end_to_end, line.words) == ("2026S000572", "E1", "Thank you")
    assert (line.reversal, line.return_reason) == (False, "")


def test_only_what_is_booked_counts():
    data = document(
        entry(amount="1", ref="A", status="PDNG"),
        entry(amount="2", ref="B", status="INFO"),
        entry(amount="3", ref="C", version=OLD),
    )
    assert [found.line.amount for found in read(data)] == [3]


def test_a_batch_is_told_apart_and_must_add_up():
    parts = [movement(amount="100", end_to_end="E1"), movement(amount="200", end_to_end="E1"),
             movement(amount="100", end_to_end="E1")]  # fmt: skip
    lines = [found.line for found in read(document(entry(*parts, amount="400", ref="B")))]
    assert [line.amount for line in lines] == [100, 200, 100]
    assert len({(line.part, line.amount) for line in lines}) == 3
    wrong = read(document(entry(*parts, amount="401", ref="B")))
    assert "do not add up" in str(wrong[-1].refusal)


def test_a_movement_may_go_the_other_way_within_a_batch():
    parts = [movement(amount="300", sign="CRDT"), movement(amount="50", sign="DBIT")]
    lines = read(document(entry(*parts, amount="250", ref="B")))
    assert [found.line.amount for found in lines] == [300, -50]


def test_a_sum_without_its_movements_is_marked():
    assert one(document(entry(amount="400", ref="B", count=3))).collected
    assert not one(document(entry(amount="400", ref="B", count=1))).collected


def test_a_return_names_the_first_payer_and_the_reason():
    line = one(document(returned("900", ref="R", payer="Anna", payer_iban=PAYER, end_to_end="E")))
    assert (line.amount, line.reversal, line.return_reason) == (-900, True, "AC04")
    assert (line.payer, line.payer_account, line.end_to_end) == ("Anna", PAYER, "E")


def test_what_went_out_names_who_got_it():
    inside = movement(payer="Pump works", payer_iban=PAYER, reverse=True)
    line = one(document(entry(inside, amount="900", ref="O", sign="DBIT")))
    assert (line.amount, line.payer, line.payer_account) == (-900, "Pump works", PAYER)


def test_amounts_are_whole_minor_units():
    def amount(said, currency="EUR"):
        file = opened(document(paid(said, ref="B", currency=currency)))
        (found,) = lines_of(file=file, currency=currency, progress=lambda _: None)
        return found.line.amount if found.line else str(found.refusal)

    assert amount("145.37") == 14537
    assert amount("145.3") == 14530
    assert amount("145") == 14500
    assert amount("145.370") == 14537
    assert "finer" in amount("145.375")
    assert "finer" in amount("145.5", "HUF")
    assert amount("38837.00", "HUF") == 38837
    for nonsense in ("-5", "1e3", "1,5", "0", "99999999999999999999", "٣"):
        assert "amount" in amount(nonsense)


def test_what_a_line_lacks_is_said_and_the_rest_is_read():
    data = document(
        paid("5", ref="A"), paid("5", ref="B", currency="EUR"), entry(amount="5", ref="C", sign=""),
        entry(amount="", ref="D"), entry(amount="5", ref="E", day="soon"), paid("6", ref="F"),
    )  # fmt: skip
    found = read(data)
    assert [one.line.amount if one.line else None for one in found] == [
        5,
        None,
        None,
        None,
        None,
        6,
    ]
    assert [one.place for one in found] == [1, 2, 3, 4, 5, 6]
    assert "another currency" in str(found[1].refusal)
    assert "whose account" in str(read(document(paid("5", ref="A"), iban=""))[0].refusal)


def test_words_of_other_namespaces_are_passed_over():
    foreign = '<x:Amt xmlns:x="urn:other" Ccy="HUF">999999</x:Amt>'
    data = document(paid("5", ref="A")).replace(b"<Ntry>", b"<Ntry>" + foreign.encode())
    assert one(data).amount == 5


def test_letters_of_another_code_are_read():
    data = document(paid("5", ref="A", payer="Szabó Őrs")).decode()
    for code in ("utf-16", "iso-8859-2"):
        written = data.replace("UTF-8", code).encode(code)
        assert one(written).payer == "Szabó Őrs"


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
TRICKS = {
    "billion laughs": f'<!DOCTYPE Document [<!ENTITY a0 "ha">{BOMB}]>',
    "a file of ours": '<!DOCTYPE Document [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">',
    "parameter entity": '<!DOCTYPE Document [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
    "nothing at all": "<!DOCTYPE Document>",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_definitions_are_refused_before_they_are_used(trick):
    data = document(paid("5", ref="A", words="@")).decode().replace("@", "&a9;")
    head, body = data.split("\n", 1)
    assert "definitions" in refusal_of(f"{head}\n{TRICKS[trick]}\n{body}".encode())


def test_an_entity_without_a_definition_is_no_xml():
    data = document(paid("5", ref="A", words="@")).replace(b"@", b"&boom;")
    assert "cannot be read" in refusal_of(data)


def test_a_file_nested_without_end_is_refused():
    deep = b"<a>" * (DEEPEST + 1)
    assert "nested too deeply" in refusal_of(document(paid("5", ref="A")).replace(b"<Ntry>", deep))


@pytest.mark.parametrize(
    "piece",
    [
        b"<Ntry><More>" + b"x" * 30_000,
        b"<Ntry a='" + b"x" * 3_000_000 + b"'>",
        b"<!--" + b"x" * 3_000_000,
        b"<Ntry " + b" ".join(b"a%d='1'" % n for n in range(30)) + b">",
    ],
)
def test_a_piece_without_end_is_refused(piece):
    data = document(paid("5", ref="A")).replace(b"<Ntry>", piece)
    assert "too long" in refusal_of(data)


def test_a_file_larger_than_is_taken_is_refused():
    assert "larger" in refusal_of(document(paid("5", ref="A")), most_bytes=100)


def test_other_files_are_told_from_statements():
    assert "is not a bank statement" in refusal_of(b"<html><body/></html>")
    assert "camt.052" in refusal_of(document(paid("5", ref="A"), kind="052"))
    assert "camt.053.001.01" in refusal_of(document(paid("5", ref="A"), version="01"))
    foreign = document(paid("5", ref="A")).replace(b"urn:iso:std", b"urn:bad:std")
    assert "is not a bank statement" in refusal_of(foreign)
    naked = document(paid("5", ref="A")).replace(b" xmlns=", b" name=")
    assert "is not a bank statement" in refusal_of(naked)
    other = document(paid("5", ref="A")).replace(b"BkToCstmrStmt", b"Something")
    assert "is not a bank statement" in refusal_of(other)
    assert "empty" in refusal_of(b"")
    assert "cannot be read" in refusal_of(b"line;amount\n1;2\n")
    assert "cannot be read" in refusal_of(b"\x89PNG\r\n\x1a\n")
    unknown = document(paid("5", ref="A")).replace(b"UTF-8", b"klingon")
    assert refusal_of(unknown)


def test_wherever_a_file_breaks_off_it_is_refused():
    data = document(paid("5", ref="A", payer="Szabó"), paid("6", ref="B")).rstrip()
    for end in range(1, len(data)):
        assert refusal_of(data[:end])


@given(st.binary(max_size=400), st.integers(min_value=0), st.integers(min_value=0, max_value=40))
def test_damage_never_does_more_than_refuse(noise, where, long):
    data = document(paid("5", ref="A", words="hello"), returned("4", ref="B"))
    at = where % len(data)
    # Whatever else is raised than what the portal can say to a person.
    with suppress(Refusal):
        read(data[:at] + noise + data[at + long :])


def test_one_entry_of_many_movements_needs_no_memory_for_them():
    class Endless:
        """A batch that is written while it is read."""

        def __init__(self, count):
            whole = document(entry(movement(amount="1", words="@"), amount=count, ref="B")).decode()
            part = movement(amount="1", words="w" * 200)
            start, end = whole.split(movement(amount="1", words="@"))
            self.parts = itertools.chain([start], itertools.repeat(part, count), [end])

        def read(self, _size):
            return next(self.parts, "").encode()

    def peak(count):
        tracemalloc.start()
        number = sum(1 for _ in lines_of(file=Endless(count), currency="HUF",
                                         progress=lambda _: None))  # fmt: skip
        assert number == count
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(3_000) < 1.5 * peak(300)
