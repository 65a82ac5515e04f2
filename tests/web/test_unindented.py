"""Templates lose their indentation, and nothing else."""

from jinja2 import Environment

from webapp.web.unindented import Unindented


def rendered(text):
    return Environment(extensions=[Unindented]).from_string(text).render(name="  Anna\n  Kiss")  # noqa: S701


def test_the_blanks_at_the_start_of_a_line_go():
    assert rendered("<p>\n    <b>a</b>\n\t\tb c\n</p>") == "<p>\n<b>a</b>\nb c\n</p>"


def test_what_a_person_wrote_keeps_its_own():
    assert rendered("<p>\n  {{ name }}</p>") == "<p>\n  Anna\n  Kiss</p>"


def test_the_portal_uses_it(app):
    assert any(isinstance(one, Unindented) for one in app.jinja_env.extensions.values())
