"""A damaged backup is refused before anything is written, wherever the damage is."""

import random
import tarfile

import pytest

from webapp.commands.verify import verified
from webapp.gateways.archive import Damaged


def check(file):
    return verified(file=file, step=lambda _: None)


def test_a_whole_one_is_taken(backup):
    assert check(backup).counts["submission"] == 6


def test_a_flipped_bit_in_any_member_is_found(backup):
    dice = random.Random(20261125)
    with tarfile.open(backup) as tar:
        members = [(m.name, m.offset_data, m.size) for m in tar]
    for name, offset, size in members:
        at = offset + dice.randrange(size)
        data = bytearray(backup.read_bytes())
        data[at] ^= 1 << dice.randrange(8)
        damaged = backup.with_name("damaged")
        damaged.write_bytes(data)
        with pytest.raises((Damaged, ValueError)):
            pytest.fail(f"not found in {name}") if check(damaged) else None


def test_a_file_cut_anywhere_is_found(backup):
    dice = random.Random(20261125)
    whole = backup.read_bytes()
    with tarfile.open(backup) as tar:
        last = list(tar)[-1]
        end = last.offset_data + last.size
    cut = backup.with_name("cut")
    for length in [0, 1, 511, 512, end - 1, *(dice.randrange(end) for _ in range(40))]:
        cut.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            check(cut)


@pytest.mark.parametrize("kind", ["flipped", "cut", "no backup at all"])
def test_the_command_says_so_and_touches_nothing(backup, place, kind):
    whole = bytearray(backup.read_bytes())
    if kind == "flipped":
        whole[2000] ^= 1
    elif kind == "cut":
        del whole[len(whole) // 2 :]
    else:
        whole[:] = b"%PDF-1.7" * 400
    backup.write_bytes(whole)
    new = place("new")
    refused = new.meterpost("restore", str(backup))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert str(backup) in refused.stderr.replace("\n", "")
    assert new.is_untouched
    assert not (new.data / "restoring").exists()


def test_a_photo_taken_out_or_put_in_is_found(backup):
    with tarfile.open(backup) as tar:
        parts = [(m.name, tar.extractfile(m).read()) for m in tar]
    photos = [name for name, _ in parts if name.startswith("photos/")]
    from webapp.gateways.archive import ArchiveWriter

    def written(kept):
        file = backup.with_name("other")
        with ArchiveWriter(file, made_at=0) as archive:
            for name, data in kept:
                archive.add(name, [data])
            archive.finish()
        return file

    with pytest.raises(Damaged, match="missing"):
        check(written([part for part in parts if part[0] != photos[2]]))
    extra = [*parts[:-2], (photos[0].replace("photos/", "photos/9"), b"x"), *parts[-2:]]
    with pytest.raises(Damaged, match="not on the list"):
        check(written(extra))
