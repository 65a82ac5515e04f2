"""The form that sets a number of the rules."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional


class RuleForm(FlaskForm):  # type: ignore[misc]
    """Which number, its value, for whom, and from when on."""

    name = SelectField(_l("Number"), validate_choice=False)
    value = StringField(
        _l("Value"),
        description=_l("Leave it empty to go back to the default."),
        validators=[Optional(), Length(max=200)],
    )
    medium = SelectField(_l("For"), validators=[Optional()], validate_choice=False)
    model = StringField(
        _l("Only for the model"),
        description=_l("As it stands in the meter's data; empty for all."),
        validators=[Optional(), Length(max=80)],
    )
    since = DateField(_l("From"), validators=[Optional()])

    def __init__(self, *, numbers: list[tuple[str, str]], media: list[tuple[str, str]]) -> None:
        super().__init__()
        self.name.choices = numbers
        self.medium.choices = [("", _l("every medium")), *media]
