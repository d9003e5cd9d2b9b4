import shutil
from pathlib import Path

import pytest
from support.pack_texts import DEMO

from bot.errors import InputError
from bot.packs.catalog import find, installed, natural
from bot.packs.published import check_installed, publish, published


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, version in (("demo", "1.0"), ("demo", "1.9"), ("demo", "1.10"), ("other", "2026.1")):
        shutil.copytree(DEMO, tmp_path / name / version)
    (tmp_path / "demo" / "not-a-version").mkdir()
    return tmp_path


def test_versions_sort_as_people_read_them() -> None:
    versions = ["2026.10", "2026.9", "1.0", "1.0-rc2", "1.0-rc10", "1.0.1", "1.0b", "1"]

    assert sorted(versions, key=natural) == [
        "1",
        "1.0-rc2",
        "1.0-rc10",
        "1.0",
        "1.0b",
        "1.0.1",
        "2026.9",
        "2026.10",
    ]


def test_every_version_is_installed_the_oldest_first(root: Path) -> None:
    assert [f"{one.id}@{one.version}" for one in installed(root)] == [
        "demo@1.0",
        "demo@1.9",
        "demo@1.10",
        "other@2026.1",
    ]


def test_a_pack_is_found_by_id_version_or_path(root: Path) -> None:
    assert find("demo", root) == root / "demo" / "1.10"
    assert find("demo@1.9", root) == root / "demo" / "1.9"
    assert find(str(root / "other" / "2026.1"), root) == root / "other" / "2026.1"


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("dem0", "Did you mean “demo”?"),
        ("xyz", "Installed: demo, other."),
        ("demo@2", "no version “2” of demo. Installed: 1.0, 1.9, 1.10."),
        ("demo@", "no version"),
    ],
)
def test_what_is_not_there_is_suggested(root: Path, spec: str, says: str) -> None:
    if spec == "demo@":
        assert find(spec, root) == root / "demo" / "1.10"
        return
    with pytest.raises(InputError, match=".") as caught:
        find(spec, root)
    assert says in str(caught.value)


def test_a_folder_that_is_no_pack_is_said_to_be_none(root: Path) -> None:
    with pytest.raises(InputError, match=r"has no pack\.toml"):
        find(str(root / "demo"), root)


def test_the_folder_is_named_after_the_pack(root: Path) -> None:
    assert check_installed(root / "demo" / "1.0", root) == []
    (problem,) = check_installed(root / "demo" / "1.9", root)

    assert problem.code == "PACK-FILE-005"
    assert "pack.toml says demo 1.0, the folder demo/1.9" in problem.message


def test_a_published_version_cannot_change(root: Path) -> None:
    folder = root / "demo" / "1.0"
    digest = publish(folder, root)

    assert published(root) == {"demo": {"1.0": digest}}
    assert check_installed(folder, root) == []

    (folder / "README.md").write_text("A word more.", encoding="utf-8")

    (problem,) = check_installed(folder, root)
    assert problem.code == "PACK-FILE-006"
    assert "give the copy a new version" in problem.remedy


def test_publishing_keeps_what_was_published_before(root: Path) -> None:
    publish(root / "other" / "2026.1", root)
    publish(root / "demo" / "1.10", root)
    publish(root / "demo" / "1.9", root)

    assert {name: list(versions) for name, versions in published(root).items()} == {
        "demo": ["1.9", "1.10"],
        "other": ["2026.1"],
    }


def test_a_folder_outside_the_catalogue_is_its_owners_affair(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "any"
    shutil.copytree(DEMO, elsewhere)

    assert check_installed(elsewhere, root) == []
    assert published(elsewhere) == {}
