"""The sign-in form."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Length, Optional


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail, or company and customer number; and the password."""

    email = StringField(_l("E-mail"), validators=[Optional(), Length(max=254)])
    company = SelectField(_l("Company"), validators=[Optional()], validate_choice=False)
    customer_number = StringField(_l("Customer number"), validators=[Optional(), Length(max=40)])
    password = PasswordField(_l("Password"), validators=[Length(max=1024)])
    next = HiddenField()

    def __init__(self, *, companies: list[tuple[str, str]]) -> None:
        super().__init__()
        self.company.choices = [("", ""), *companies]
