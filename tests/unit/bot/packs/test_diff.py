from support.pack_texts import demo_texts

from bot.packs.diff import Change, diff
from bot.packs.files import MemoryFiles
from bot.packs.loader import load_files
from bot.packs.pack import Pack


def changed(*edits: tuple[str, str, str]) -> Pack:
    texts = demo_texts()
    for file, old, new in edits:
        assert old in texts[file]
        texts[file] = texts[file].replace(old, new)
    return load_files(MemoryFiles(texts))


def changes(*edits: tuple[str, str, str]) -> list[Change]:
    return diff(changed(), changed(*edits))


def test_a_pack_does_not_differ_from_itself() -> None:
    assert changes() == []


def test_weights_levels_and_rules() -> None:
    assert changes(
        ("standard.toml", "weight = 60", 'weight = "59.5"'),
        ("standard.toml", "base = 50", "base = 45"),
        ("levels.toml", "min_score = 70", "min_score = 65"),
        ("questions/20-main.toml", "max_chosen = 3", "max_chosen = 2"),
    ) == [
        Change("question", "changed", "net", "max_chosen", "3", "2"),
        Change("group", "changed", "base", "weight", "60", "59.5"),
        Change("variant", "changed", "auto", "weights", "base = 50, trade = 50", "base = 45, trade = 50"),
        Change("level", "changed", "2.3", "min_score", "70", "65"),
    ]


def test_wording_alone() -> None:
    assert changes(
        ("locales/en/main.toml", 'text = "How far is the plan?"', 'text = "How far has it got?"')
    ) == [
        Change(
            "wording", "changed", "en", "question.plan.text", "How far is the plan?", "How far has it got?"
        )
    ]


def test_a_choice_worded_in_a_table_of_its_own_is_no_change() -> None:
    inline = 'choices = { 1 = "None", 2 = "A draft", 3 = "Issued, with a budget" }'
    table = (
        'choices = { 1 = "None", 3 = "Issued, with a budget" }\n'
        '[question.plan.choice.2]\nlabel = "A draft"\nadvice = "Sign it."'
    )

    assert changes(("locales/en/main.toml", inline, table)) == [
        Change("wording", "added", "en", "question.plan.choices.2.advice", "", "Sign it.")
    ]


def test_questions_added_removed_and_moved() -> None:
    found = changes(
        ("questions/20-main.toml", 'id = "proof"', 'id = "photo"'),
        ("locales/en/main.toml", "[question.proof]", "[question.photo]"),
        ("locales/zh-CN/main.toml", "[question.proof]", "[question.photo]"),
    )
    assert [(one.kind, one.what, one.id) for one in found[:2]] == [
        ("question", "removed", "proof"),
        ("question", "added", "photo"),
    ]

    texts = demo_texts()
    rate, energy = '[[question]]\nid = "rate"', '[[question]]\nid = "energy"'
    main = texts["questions/20-main.toml"]
    start, middle = main.index(rate), main.index(energy)
    end = main.index('[[question]]\nid = "use"')
    texts["questions/20-main.toml"] = main[:start] + main[middle:end] + main[start:middle] + main[end:]
    (moved,) = diff(changed(), load_files(MemoryFiles(texts)))
    assert (moved.kind, moved.id, moved.key) == ("question", "*", "order")


def test_losing_the_standard_and_a_locale() -> None:
    texts = {name: text for name, text in demo_texts().items() if "standard" not in name and "en" not in name}
    del texts["levels.toml"]
    texts["pack.toml"] = texts["pack.toml"].replace('locales = ["zh-CN", "en"]', 'locales = ["zh-CN"]')

    found = diff(changed(), load_files(MemoryFiles(texts)))

    assert Change("pack", "changed", "pack", "locales", "zh-CN, en", "zh-CN") in found
    assert Change("standard", "removed", "standard") in found
    assert Change("wording", "removed", "en", "title", "Demonstration", "") in found
    assert found[0].as_dict().keys() == {"kind", "what", "id", "key", "before", "after"}
