from bot.cli.columns import aligned, width


def test_chinese_characters_take_two_columns() -> None:
    assert width("松江区 3") == 8


def test_texts_stand_left_and_numbers_right() -> None:
    table = aligned(["单位", "目标", "%"], [["松江区", 750, "9"], ["化工区管委会", 5, "100"]])

    assert table.splitlines() == [
        "单位          目标    %",
        "松江区         750    9",
        "化工区管委会     5  100",
    ]


def test_a_table_without_rows_is_its_header() -> None:
    assert aligned(["a", "b"], []) == "a  b"
