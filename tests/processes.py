"""Several processes against one database, let go at the same moment."""

import json

from tests import nursery

COMMON = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from webapp.models.connection import connect_to
from webapp.queries.people import person_of_account
from webapp.gateways.storage import FolderStorage
given = json.loads(sys.argv[1])
db = connect_to(url=given["url"])
db.connect()
person = person_of_account(account_id=given["account"])
print("ready", flush=True)
sys.stdin.readline()
now = datetime.now(UTC)
"""


def race(script, runs=None):
    """Start the script once a run, let all go at the same moment, return what each printed.

    Instead of one script and its runs there may be pairs of a script and what it is given.
    """
    pairs = script if runs is None else [(script, given) for given in runs]
    started = [nursery.script(text, json.dumps(given)) for text, given in pairs]
    for process in started:
        assert process.stdout.readline() == "ready\n", process.communicate(timeout=30)
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=30)[0].strip() for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    return said
