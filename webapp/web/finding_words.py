"""Every finding in words: one sentence for the person who sent it, one for the clerk.

By code, and by what the numbers say where a code covers several things.
"""

from dataclasses import dataclass

from webapp.domain.words import N_


@dataclass(frozen=True, kw_only=True)
class Words:
    """The customer's sentence: what happened, what to do. The clerk's: the numbers and the rule."""

    customer: str
    clerk: str


FINDINGS: dict[str, dict[str, Words]] = {
    "V02": {
        "": Words(
            customer=N_(
                "Your bill up to %(billed)s is made already. "
                "We keep this reading, and a clerk looks at it."
            ),
            clerk=N_("Billing was told of a later reading, of %(billed)s. (V02)"),
        )
    },
    "V05": {
        "": Words(
            customer=N_(
                "Another reading of the same day or value is already here: %(value)s on %(day)s."
            ),
            clerk=N_(
                "Another reading of the same day or value is already here: "
                "%(value)s on %(day)s. (V05)"
            ),
        )
    },
    "V06": {
        "": Words(
            customer=N_(
                "This is lower than the last reading, %(last)s. Is every digit right? "
                "If the counter passed zero or the meter was exchanged, please tell us."
            ),
            clerk=N_(
                "This is lower than the last reading, %(last)s. "
                "Mistyped, past zero, or a new meter? (V06)"
            ),
        )
    },
    "V07": {
        "": Words(
            customer=N_(
                "We had estimated more, %(last)s. Your reading counts, and we put our estimate "
                "right."
            ),
            clerk=N_("Lower than our estimate of %(last)s; the estimate gives way. (V07)"),
        )
    },
    "V08": {
        "": Words(
            customer=N_(
                "It looks as if the counter has passed zero: %(used)s since %(last)s. "
                "If so, please confirm it."
            ),
            clerk=N_(
                "Past zero? From %(last)s over the end of the counter that makes %(used)s. (V08)"
            ),
        )
    },
    "V09": {
        "low": Words(
            customer=N_(
                "%(used)s is less than we expected, %(usual_low)s to %(usual_high)s. "
                "If every digit is right, please confirm it; a photo helps."
            ),
            clerk=N_(
                "Low use: %(used)s in %(days)s days, expected %(expected)s "
                "(%(usual_low)s to %(usual_high)s) %(basis)s. (V09)"
            ),
        ),
        "high": Words(
            customer=N_(
                "%(used)s is more than we expected, %(usual_low)s to %(usual_high)s. "
                "If every digit is right, please confirm it; a photo helps."
            ),
            clerk=N_(
                "High use: %(used)s in %(days)s days, expected %(expected)s "
                "(%(usual_low)s to %(usual_high)s) %(basis)s. (V09)"
            ),
        ),
        # As it was said before the rules' second version; those findings stay as they are.
        "": Words(
            customer=N_("We expected between %(low)s and %(high)s."),
            clerk=N_("We expected between %(low)s and %(high)s. (V09)"),
        ),
    },
    "V10": {
        "": Words(
            customer=N_(
                "Nothing was used for %(days)s days. Was nobody at home, or was it shut off? "
                "Then simply confirm it."
            ),
            clerk=N_(
                "No use in %(days)s days, expected %(expected)s %(basis)s. "
                "Empty, shut off, or stuck? (V10)"
            ),
        )
    },
    "V11": {
        "": Words(
            customer=N_("Did you mean %(suggested)s? A digit may have slipped."),
            clerk=N_("A slipped digit? %(suggested)s would fit. (V11)"),
        )
    },
    "V12": {
        "": Words(
            customer=N_(
                "Did you mean %(suggested)s? The red digits belong behind the point; "
                "you may leave them out."
            ),
            clerk=N_("Red digits before the point? %(suggested)s would fit. (V12)"),
        )
    },
    "V13": {
        "": Words(
            customer=N_("This would fit meter %(meter)s. Did you read that one?"),
            clerk=N_("Swapped meters? It fits meter %(meter)s. (V13)"),
        )
    },
    "V14": {
        "": Words(
            customer=N_(
                "On %(day)s the counter already showed less, %(later)s. Please look once more."
            ),
            clerk=N_("Higher than a later reading: %(later)s on %(day)s. (V14)"),
        )
    },
    "V16": {
        "": Words(
            customer=N_(
                "%(used)s is more than your connection can deliver in that time. "
                "Please look at every digit once more."
            ),
            clerk=N_("%(used)s in %(days)s days; the connection delivers %(most)s at most. (V16)"),
        )
    },
    "V19": {
        "": Words(
            customer=N_("“%(label)s” is still missing. If you can, please read it, too."),
            clerk=N_("“%(label)s” was not read. (V19)"),
        )
    },
    "V20": {
        "round": Words(
            customer=N_("%(count)s readings in a row are round numbers."),
            clerk=N_("%(count)s readings in a row are round numbers: read, or guessed? (V20)"),
        ),
        "same_use": Words(
            customer=N_("%(count)s readings in a row brought the same use."),
            clerk=N_(
                "%(count)s readings in a row brought exactly %(used)s: read, or guessed? (V20)"
            ),
        ),
        "photo": Words(
            customer=N_("This photo came before, on %(day)s."),
            clerk=N_("This very photo came before, with a reading of %(day)s. (V20)"),
        ),
    },
    "V21": {
        "water": Words(
            customer=N_(
                "For some time now more water is used here than before. "
                "If no tap is open, does the meter stand still at night? It may be a leak."
            ),
            clerk=N_(
                "Above the usual twice in a row: %(used)s, expected %(expected)s. A leak? (V21)"
            ),
        ),
        "summer": Words(
            customer=N_(
                "Heat was used in summer, more than in other years. "
                "Perhaps a valve is open that could be closed."
            ),
            clerk=N_("Summer use of %(used)s, expected %(expected)s. (V21)"),
        ),
    },
    "SKEW": {
        "": Words(
            customer=N_("The clock of the phone is off by %(minutes)s minutes."),
            clerk=N_("The clock of the phone is off by %(minutes)s minutes."),
        )
    },
    "LATE": {
        "": Words(
            customer=N_("It arrived %(days)s days after it was read."),
            clerk=N_("It arrived %(days)s days after it was read."),
        )
    },
}

# About the meter itself, not about a reading.
NOTICES: dict[str, Words] = {
    "V17": Words(
        customer=N_(
            "The calibration of this meter ended on %(until)s. We will exchange it; "
            "you need not do anything."
        ),
        clerk=N_("Calibrated until %(until)s: to be exchanged. (V17)"),
    ),
    "V18": Words(
        customer=N_(
            "This meter was last really read on %(day)s. "
            "Please read it soon, so that your bill need not be estimated."
        ),
        clerk=N_("No real reading for %(days)s days, since %(day)s. (V18)"),
    ),
}

# What the expectation rests on, as the end of a sentence.
BASIS_WORDS = {
    "weather": N_("by how cold it was"),
    "last_year": N_("by the same days last year"),
    "previous": N_("by the period before and the season"),
    "contract": N_("by the contract's year"),
    "class": N_("by households like this one"),
}

# How we came to it, in full.
BASIS_TOLD = {
    "weather": N_(
        "%(degree_days)s degree days at %(per_degree_day)s each, and %(base_per_day)s every day, "
        "as in %(periods)s periods read before."
    ),
    "last_year": N_("As in the same days last year, from %(from)s to %(to)s."),
    "previous": N_(
        "From %(from)s to %(to)s it was %(amount)s; by season that makes %(yearly)s a year."
    ),
    "contract": N_("The contract says %(yearly)s a year; the season decides which part of it."),
    "class": N_(
        "Nothing else is known, so we take %(yearly)s a year, like other households, "
        "and a wide range."
    ),
}
