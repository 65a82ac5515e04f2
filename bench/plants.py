"""Planted bugs: copies of the project with one line wrong, to see that the chaos run notices."""

from pathlib import Path

from e2e.server import copy_project

# name: (file, the line as it is, the line with the bug)
PLANTS = {
    # Deletes the record before the receipt, as queues of stored requests do.
    "delete-early": (
        "webapp/static/js/outbox/drain.js",
        "  const verdict = await deliver(claimed, session);\n",
        "  await remove(id);\n  const verdict = await deliver(claimed, session);\n",
    ),
    # Every tab and the worker send as if each were alone.
    "no-lock": (
        "webapp/static/js/outbox/lock.js",
        "  if (!locks) return leased(work);\n",
        "  if (locks) return work(true);\n  if (!locks) return leased(work);\n",
    ),
    # The server does not ask whether it knows the id, and takes a repeat for a new reading.
    "no-id-check": (
        "webapp/actions/submissions.py",
        "    earlier = stored(submission_id=capture.id, account_id=person.account_id)\n",
        "    earlier = stored(submission_id=capture.id, account_id=person.account_id)\n"
        "    if earlier is not None:\n"
        "        import dataclasses, uuid\n"
        "        capture = dataclasses.replace(capture, id=str(uuid.uuid4()))\n"
        "        again = submit_reading(person=person, capture=capture, photos=photos,\n"
        "            channel=channel, now=now, storage=storage)\n"
        "        first = dataclasses.replace(again.receipt, id=earlier.receipt.id)\n"
        "        return Outcome(receipt=first, replayed=False)\n",
    ),
}


def project_with(plant: str | None, to: Path) -> Path:
    """A copy of the project, with the bug in it if one is named."""
    project = copy_project(to)
    if plant:
        path, right, wrong = PLANTS[plant]
        file = project / path
        text = file.read_text()
        if text.count(right) != 1:
            raise LookupError(f"the bug {plant!r} has no place in {path} any more: plant it anew")
        file.write_text(text.replace(right, wrong))
    return project
