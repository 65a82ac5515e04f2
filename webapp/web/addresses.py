"""Numbers in addresses: what no row can have as its id is no page of ours."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**63 - 1


class Id(IntegerConverter):
    """A number that both databases can be asked for."""

    regex = r"[0-9]{1,19}"

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **given})


def init_addresses(app: Flask) -> None:
    """Read the numbers of all addresses so; called before there are any."""
    app.url_map.converters["int"] = Id
