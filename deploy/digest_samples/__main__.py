"""Write samples of every kind of digest into a folder (default: docs/samples)."""

from __future__ import annotations

import sys
from pathlib import Path

from deploy.digest_samples.samples import written

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "samples"


def main(arguments: list[str]) -> None:
    """Write every sample into the folder."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written().items():
        (folder / name).write_bytes(content)
        print(folder / name)  # noqa: T201 - says what it wrote


if __name__ == "__main__":
    main(sys.argv[1:])
