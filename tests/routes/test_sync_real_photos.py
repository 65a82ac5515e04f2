"""Real and hostile files through the real door: what is kept is clean, what is not is explained."""

import csv
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from tests.phone import meta, send
from webapp.gateways.storage import photo_key
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission

SHARED = (Path(__file__).parents[2] / "../shared/photos").resolve()
NASTY, DEV = SHARED / "nasty", SHARED / "dev"

if not (NASTY / "manifest.csv").is_file():
    pytest.skip(f"SKIPPED LOUDLY: no real photographs at {SHARED}", allow_module_level=True)

with (NASTY / "manifest.csv").open(encoding="utf-8") as manifest:
    TREATMENTS = {row["file"]: row["expected_treatment"] for row in csv.DictReader(manifest)}

METADATA = (b"Exif\x00", b"http://ns.adobe.com/xap", b"ICC_PROFILE", b"<script", b"PK\x03\x04")


@pytest.fixture
def post(sign_in_as, world):
    """Posts a file as the photo of Anna's hot-water meter."""
    anna = sign_in_as("anna")

    def posted(data):
        record = meta(meter="37461", registers={world.registers["hot"]: "1077"}, photo=data)
        return record["id"], send(anna, record, data)

    return posted


def stored(submission_id, world, storage):
    row = SubmissionPhoto.get(SubmissionPhoto.submission_id == submission_id)
    return storage.get(key=photo_key(company_id=world.minta, sha256=row.sha256))


@pytest.mark.parametrize("name", sorted(TREATMENTS))
def test_nasty_files_get_their_treatment(name, post, world, storage):
    submission_id, answer = post((NASTY / name).read_bytes())
    allowed = TREATMENTS[name]
    if answer.status_code == 201:
        assert "ACCEPT" in allowed
        kept = stored(submission_id, world, storage)
        assert [mark for mark in METADATA if mark in kept] == []
        with Image.open(io.BytesIO(kept)) as picture:
            picture.load()
            assert picture.format == "JPEG"
    else:
        assert answer.status_code in (413, 415, 422)
        assert "REJECT" in allowed or "as sample.heif" in allowed
        assert answer.get_json()["message"].endswith(".")
        assert not Submission.select().where(Submission.id == submission_id).exists()


@pytest.mark.parametrize("path", sorted(DEV.glob("*.jpg")), ids=lambda path: path.stem)
def test_real_photographs_are_taken(path, post, world, storage):
    data = path.read_bytes()
    submission_id, answer = post(data)
    assert answer.status_code == 201
    assert answer.get_json()["photo_sha256"] == hashlib.sha256(data).hexdigest()
    kept = stored(submission_id, world, storage)
    assert [mark for mark in METADATA if mark in kept] == []
