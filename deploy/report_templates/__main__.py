"""Write the shipped report templates: `python -m deploy.report_templates [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from deploy.report_templates.build import KINDS, LOCALES, build

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "reports"


def main(arguments: list[str]) -> None:
    """Write one .docx a kind and language into the folder (default: templates/reports)."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for kind in KINDS:
        for locale in LOCALES:
            file = folder / f"{kind}.{locale}.docx"
            file.write_bytes(build(locale, kind))
            print(file)  # noqa: T201 - says what it wrote


if __name__ == "__main__":
    main(sys.argv[1:])
