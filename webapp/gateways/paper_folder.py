"""A folder of papers that the billing system delivered, file by file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from webapp.domain.delivered_papers import AN_END, BEGINS

ENDING = ".pdf"


@dataclass(frozen=True, kw_only=True)
class PaperFile:
    """One file by its path; nothing of it is kept in memory."""

    path: Path

    @property
    def name(self) -> str:
        """As the folder has it."""
        return self.path.name

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.path.stem

    def ends(self) -> tuple[int, bytes, bytes]:
        """Its length, its first bytes and its last ones."""
        length = self.path.stat().st_size
        with self.path.open("rb") as file:
            head = file.read(len(BEGINS))
            file.seek(max(0, length - AN_END))
            return length, head, file.read(AN_END)

    def read(self) -> bytes:
        """All of it."""
        return self.path.read_bytes()


def papers_in(folder: Path) -> Iterator[PaperFile]:
    """The PDFs of a folder by name; other files are none of ours. Raises OSError for no folder."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ENDING and path.is_file() and not path.name.startswith("."):
            yield PaperFile(path=path)
