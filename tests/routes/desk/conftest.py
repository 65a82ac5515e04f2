"""Submissions that wait at the desk."""

from collections.abc import Callable

import pytest

from tests.phone import meta, send


@pytest.fixture
def clerk(sign_in_as):
    """The clerk of Minta Távhő."""
    return sign_in_as("clerk")


@pytest.fixture
def sent(sign_in_as, world) -> Callable[..., str]:
    """Send a reading and return its id: sent("anna", hot="1077")."""

    def send_one(name: str, photo: bytes | None = None, **given: str) -> str:
        more = {key: given.pop(key) for key in ("id", "note", "replaces") if key in given}
        serial = {"strange": "11873", "heat": "90112"}.get(next(iter(given)), "37461")
        values = {world.registers[key]: value for key, value in given.items()}
        record = meta(meter=serial, registers=values, photo=photo, **more)
        answer = send(sign_in_as(name), record, photo)
        assert answer.status_code in (201, 409), answer.get_data(as_text=True)
        return str(record["id"])

    return send_one


@pytest.fixture
def waiting(sent, jpeg) -> str:
    """Anna's reading of 1077 m³, with a photo."""
    return sent("anna", jpeg, hot="1077")


@pytest.fixture
def decide(world) -> Callable[..., object]:
    """Post a verdict: decide(clerk, id, "accept"); the value of one register as value=…"""

    def post(visitor, submission_id: str, verdict: str, *, htmx=False, value=None, **form):
        if value is not None:
            form[f"value-{world.registers['hot']}"] = value
        return visitor.post(
            f"/desk/submissions/{submission_id}/decisions",
            data={"verdict": verdict, **form},
            headers={"HX-Request": "true"} if htmx else None,
        )

    return post
