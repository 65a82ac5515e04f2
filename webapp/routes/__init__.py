"""Every door of the portal, one blueprint a subject."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint


def _doors(package: str, path: list[str]) -> list[Blueprint]:
    found: list[Blueprint] = []
    for module in iter_modules(path):
        name = f"{package}.{module.name}"
        loaded = import_module(name)
        found += _doors(name, list(loaded.__path__)) if module.ispkg else [loaded.bp]
    return found


DOORS = _doors(__name__, list(__path__))
