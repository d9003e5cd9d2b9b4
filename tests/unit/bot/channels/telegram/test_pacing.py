from bot.channels.recent import REMEMBERED, Recent
from bot.channels.telegram.sending import LONGEST_WAIT, Pacer


def pacer() -> Pacer:
    return Pacer(apart=0.04, chat_apart=1.0)


def test_one_chat_gets_one_message_a_second() -> None:
    paced = pacer()

    assert [paced.reserve("a", now=0.0) for _ in range(3)] == [0.0, 1.0, 2.0]
    assert paced.reserve("a", now=10.0) == 0.0


def test_all_chats_together_get_twenty_five_a_second() -> None:
    paced = pacer()

    waits = [paced.reserve(str(chat), now=5.0) for chat in range(50)]

    assert [round(wait, 2) for wait in waits[:3]] == [0.0, 0.04, 0.08]
    assert round(waits[-1], 2) == 1.96


def test_a_wait_too_long_takes_no_place() -> None:
    paced = pacer()
    paced.pause("a", 60, now=0.0)

    assert paced.reserve("a", now=0.0) == 60
    assert paced.reserve("a", now=0.0) == 60
    assert paced.reserve("b", now=0.0) == 0
    assert paced.reserve("a", now=60 - LONGEST_WAIT) == LONGEST_WAIT


def test_a_pause_is_one_chats_until_a_second_chat_is_told_the_same() -> None:
    paced = pacer()
    paced.pause("a", 30, now=0.0)
    alone = paced.left("c", now=1.0)
    paced.pause("b", 30, now=1.0)

    assert alone == 0.0
    assert paced.left("c", now=1.0) == 30.0


def test_pauses_that_are_over_say_nothing_about_the_rest() -> None:
    paced = pacer()
    paced.pause("a", 5, now=0.0)
    paced.pause("b", 5, now=6.0)

    assert paced.left("c", now=6.0) == 0.0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    paced = pacer()
    paced.pause("a", 30, now=0.0)
    paced.pause("a", 1, now=0.0)

    assert paced.left("a", now=0.0) == 30.0


def test_only_what_is_recent_is_remembered() -> None:
    recent: Recent[int, int] = Recent()
    for number in range(REMEMBERED + 5):
        recent.put(number, number)
        recent.put(0, 0)

    assert len(recent) == REMEMBERED
    assert 0 in recent
    assert 5 not in recent
