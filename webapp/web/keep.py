"""Which pages the phone may keep for the time without a network, and whose they are."""

from flask import Response, request

from webapp.web.sessions import signed_in

NOT_FOR_KEEPING = (
    "/static/",
    "/shell",
    "/sync/",
    "/api/",
    "/desk",
    "/field",
    "/sign-",
    "/on-its-way",
    "/payments",
    "/debts/sum",
    "/debts/transfer",
    "/debts/card",
)


def mark_personal(answer: Response) -> Response:
    """Name the account on a whole page of its customer; the worker keeps only pages so marked."""
    if _is_whole_page(answer):
        person = signed_in()
        if person is not None and person.customers:
            answer.headers["X-Meterpost-Account"] = person.id
    return answer


def _is_whole_page(answer: Response) -> bool:
    return (
        request.method == "GET"
        and answer.status_code == 200
        and answer.mimetype == "text/html"
        and "HX-Request" not in request.headers
        and not request.path.startswith(NOT_FOR_KEEPING)
    )
