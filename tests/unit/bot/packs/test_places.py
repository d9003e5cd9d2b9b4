import pytest

from bot.packs.places import Place, line_of

TEXT = '''\
top = 1
[table]
key = "x"
"odd key" = 2
[[item]]
id = "a"
note = """
id = "not this"
[[item]]
"""
[item.sub]
deep = 1
[[item]]
id = "b"
points = { x = 1, y = 2 }
a.b.c = 3
[[item.part]]
n = 1
[[item.part]]
n = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("table",), 2),
        (("table", "key"), 3),
        (("table", "odd key"), 4),
        (("item", 0), 5),
        (("item", 0, "id"), 6),
        (("item", 0, "note"), 7),
        (("item", 0, "sub", "deep"), 12),
        (("item", 1), 13),
        (("item", 1, "id"), 14),
        (("item", 1, "points", "y"), 15),
        (("item", 1, "a", "b", "c"), 16),
        (("item", 1, "part", 1, "n"), 20),
        (("item", 1, "gone"), 13),
        (("gone",), 0),
        ((), 0),
    ],
)
def test_the_line_of_a_path(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


def test_a_place_is_said_by_file_line_and_keys() -> None:
    place = Place("a.toml") / "item" / 1 / "points"

    assert place.said(TEXT) == "a.toml:15 item[2].points"
    assert place.said() == "a.toml item[2].points"
    assert (Place("a.toml") / "item" / 1).named("b").said(TEXT) == "a.toml:13 item.b"
    assert Place("a.toml").said(TEXT) == "a.toml"
