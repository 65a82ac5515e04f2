"""POST /desk/submissions/<id>/decisions: one verdict, one official reading, then the next."""

import pytest

from webapp.models.decisions import Decision
from webapp.models.readings import Reading
from webapp.models.remarks import Remark
from webapp.models.submissions import Submission


def state_of(submission_id):
    return Submission.get(Submission.id == submission_id).state


def official(submission_id):
    return [r.value for r in Reading.select().where(Reading.submission_id == submission_id)]


def test_accepting_makes_it_official_and_goes_on_to_the_next(clerk, sent, decide):
    first, second = sent("anna", hot="1077"), sent("szabo", strange="1075")
    answer = decide(clerk, first, "accept")
    assert answer.status_code == 303
    assert answer.location == f"/desk/submissions/{second}"
    assert state_of(first) == "accepted"
    assert official(first) == [1_077_000]
    page = clerk.get(answer.location).text
    assert "Accepted 1077\u00a0m³ for Minta Ügyfél. Next: Szabó Péter." in " ".join(page.split(" "))


def test_the_last_one_leads_back_to_the_empty_queue(clerk, waiting, decide):
    assert decide(clerk, waiting, "accept").location == "/desk"
    assert "Nothing more is waiting." in clerk.get("/desk").text


def test_after_the_newest_comes_the_oldest(clerk, sent, decide):
    first, second = sent("anna", hot="1077"), sent("szabo", strange="1075")
    assert decide(clerk, second, "accept").location == f"/desk/submissions/{first}"


def test_htmx_gets_the_desk_with_the_next_one_open(clerk, sent, decide):
    first, second = sent("anna", hot="1077"), sent("szabo", strange="1075")
    answer = decide(clerk, first, "accept", htmx=True)
    assert answer.status_code == 200
    assert answer.headers["HX-Push-Url"] == f"/desk/submissions/{second}"
    assert answer.text.lstrip().startswith('<div class="desk" id="desk">')
    assert f'id="item" data-submission-id="{second}"' in answer.text
    assert 'hx-swap-oob="innerHTML:#live"' in answer.text
    assert f'data-submission-id="{first}"' not in answer.text


def test_a_correction_keeps_the_claim_and_counts_the_other_value(clerk, waiting, decide):
    answer = decide(clerk, waiting, "correct", value="1 076,5", reason_code="photo_differs")
    assert answer.status_code == 303
    assert state_of(waiting) == "corrected"
    assert official(waiting) == [1_076_500]


@pytest.mark.parametrize(
    ("verdict", "reason", "state"),
    [("return", "cut_off", "returned"), ("reject", "impossible", "rejected")],
)
def test_what_does_not_count_is_told_why(clerk, waiting, decide, verdict, reason, state):
    decide(clerk, waiting, verdict, reason_code=reason, words="Please come closer.")
    assert state_of(waiting) == state
    assert official(waiting) == []
    decision = Decision.get(Decision.submission_id == waiting)
    assert decision.reason_code == reason
    assert Remark.get(Remark.id == decision.remark_id).body == "Please come closer."


def test_the_usual_sentence_is_kept_as_its_code(clerk, waiting, decide):
    words = "The digits are cut off. Please photograph it again."
    decide(clerk, waiting, "return", reason_code="cut_off", words=words)
    assert Decision.get(Decision.submission_id == waiting).remark_id is None


@pytest.mark.parametrize("htmx", [False, True])
def test_the_slower_clerk_is_told_by_whom_and_when(clerk, sign_in_as, waiting, decide, htmx):
    decide(clerk, waiting, "accept")
    answer = decide(sign_in_as("colleague"), waiting, "reject", htmx=htmx, reason_code="impossible")
    assert answer.status_code == 409
    assert "Already decided by Kovács Éva at" in answer.text
    assert "decide-accept" not in answer.text
    assert f'data-testid="queue-item" data-submission-id="{waiting}"' not in answer.text
    assert ("<html" in answer.text) is not htmx
    assert official(waiting) == [1_077_000]


def test_a_value_that_does_not_fit_is_refused_at_its_field(clerk, waiting, decide, world):
    answer = decide(clerk, waiting, "correct", value="123456", reason_code="photo_differs")
    assert answer.status_code == 422
    assert "This meter shows 5 digits before the point" in answer.text
    assert 'value="123456"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert '<details class="act" open>' in answer.text
    assert state_of(waiting) == "received"


@pytest.mark.parametrize(
    "form",
    [
        {"verdict": "forgive"},
        {"verdict": ""},
        {"verdict": "reject"},
        {"verdict": "reject", "reason_code": "cut_off"},
        {"verdict": "correct", "reason_code": "photo_differs"},
        {"verdict": "correct", "reason_code": "photo_differs", "value-x": "1"},
        {"verdict": "return", "reason_code": "cut_off", "words": "x" * 1001},
    ],
)
def test_a_form_that_says_too_little_or_too_much_changes_nothing(clerk, waiting, form):
    answer = clerk.post(f"/desk/submissions/{waiting}/decisions", data=form)
    assert answer.status_code == 422
    assert state_of(waiting) == "received"
    assert Decision.select().where(Decision.submission_id == waiting).count() == 0


@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, decide, name):
    for verdict in ("accept", "forgive"):
        assert decide(sign_in_as(name), waiting, verdict).status_code == 404
    assert state_of(waiting) == "received"


def test_a_page_too_old_changes_nothing(clerk, waiting):
    answer = clerk.client.post(
        f"/desk/submissions/{waiting}/decisions", data={"verdict": "accept", "csrf_token": "stale"}
    )
    assert answer.status_code == 403
    assert state_of(waiting) == "received"


def test_looking_at_the_address_decides_nothing(clerk, waiting):
    assert clerk.get(f"/desk/submissions/{waiting}/decisions").status_code == 405


def test_it_is_in_the_audit_log(clerk, waiting, decide, world):
    from webapp.models.events import Event

    decide(clerk, waiting, "accept")
    event = Event.get(Event.kind == "decision.accept")
    assert event.actor_id == world.accounts["clerk"]
    assert event.subject == f"submission:{waiting}"
