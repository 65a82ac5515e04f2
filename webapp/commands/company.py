"""What `meterpost company` takes, and which command does it."""

import argparse

from rich.console import Console

from webapp.settings import from_env

COMPANY_OPTIONS = {
    "slug": "short name for addresses, such as minta",
    "name": "the name customers read",
    "country": "two letters, such as HU",
    "currency": "three letters, such as HUF",
    "locale": "how money and dates are written (default: en)",
    "timezone": "such as Europe/Budapest (default: UTC)",
    "accent": "the company's colour, such as #0a5f5c",
    "contact": "how customers reach you: one line",
    "admin-email": "the first administrator's e-mail",
    "admin-name": "the first administrator's name",
}
REQUIRED = ("slug", "name", "country", "currency", "admin-email")


def company_options(parser: argparse.ArgumentParser) -> None:
    """What there is to do; the data folder may be named before or after which."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="the data folder")
    to_do = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    help_ = "a company and its first administrator"
    create = to_do.add_parser("create", parents=[shared], help=help_, description=help_)
    for option, about in COMPANY_OPTIONS.items():
        create.add_argument(f"--{option}", required=option in REQUIRED, help=about)
    help_ = "show how a company takes money, in words"
    shown = to_do.add_parser("settings", parents=[shared], help=help_, description=help_)
    help_ = "set how a company takes money: all of what is given, or nothing"
    put = to_do.add_parser("set", parents=[shared], help=help_, description=help_)
    help_ = "show what late payment costs: rates of interest and reminder fees"
    rates = to_do.add_parser("tariffs", parents=[shared], help=help_, description=help_)
    help_ = "let a rate of interest or a reminder fee hold from a day on"
    rate = to_do.add_parser("tariff", parents=[shared], help=help_, description=help_)
    for one in (shown, put, rates, rate):
        one.add_argument("slug", metavar="COMPANY", help="the company's short name")
    put.add_argument("given", metavar="NAME=VALUE", nargs="+", help="see: company settings")
    rate.add_argument("kind", choices=["interest", "fee"], help="which of the two")
    rate.add_argument("value", metavar="VALUE", help="percent a year, or what the reminder costs")
    rate.add_argument("--from", dest="valid_from", metavar="DAY", required=True, help="2026-01-31")
    rate.add_argument("--step", default="1", metavar="N", help="which reminder (default: 1)")


def run(arguments: argparse.Namespace, *, console: Console, problems: Console) -> int:
    """Do what was asked for; the exit code."""
    to_do = {
        "create": _create,
        "settings": _show_money,
        "set": _set_money,
        "tariffs": _show_tariffs,
        "tariff": _set_tariff,
    }
    return to_do[arguments.what](arguments, console, problems)


def _show_tariffs(arguments: argparse.Namespace, console: Console, problems: Console) -> int:
    from webapp.commands.tariffs import show

    return show(settings=from_env(), console=console, problems=problems, slug=arguments.slug)


def _set_tariff(arguments: argparse.Namespace, console: Console, problems: Console) -> int:
    from webapp.commands.tariffs import put

    return put(
        settings=from_env(),
        console=console,
        problems=problems,
        slug=arguments.slug,
        what=arguments.kind,
        value=arguments.value,
        valid_from=arguments.valid_from,
        step=arguments.step,
    )


def _show_money(arguments: argparse.Namespace, console: Console, problems: Console) -> int:
    from webapp.commands.money_settings import show

    return show(settings=from_env(), console=console, problems=problems, slug=arguments.slug)


def _set_money(arguments: argparse.Namespace, console: Console, problems: Console) -> int:
    from webapp.commands.money_settings import put

    return put(
        settings=from_env(),
        console=console,
        problems=problems,
        slug=arguments.slug,
        given=arguments.given,
    )


def _create(arguments: argparse.Namespace, console: Console, problems: Console) -> int:
    from webapp.commands.companies import create

    return create(
        settings=from_env(),
        console=console,
        problems=problems,
        values={name.replace("-", "_"): getattr(arguments, name.replace("-", "_"))
                for name in COMPANY_OPTIONS},
    )  # fmt: skip
