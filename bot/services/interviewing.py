"""One turn of an interview around the pure core: load it, resume it, carry out what it decided.

Everything happens inside the caller's turn; nothing is sent here and nothing is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.conversation import engine
from bot.conversation.definition import Definition, Keeper
from bot.conversation.effects import Effect, HandOver, NewRound, ResultWanted, Say, Submit
from bot.conversation.inputs import (
    Assessed,
    GaveFile,
    Input,
    Left,
    Said,
    Started,
    Tapped,
    Unsupported,
)
from bot.conversation.interview import Interview, Phase
from bot.conversation.prompt import Prompt
from bot.packs.pack import Pack
from bot.questionnaire.understanding import interpret_confirmation, understand
from bot.services import colleagues
from bot.services.effects import CONSENT_VERSION, Place, Scene, carry_out
from bot.services.judging import Judged, Subject
from bot.services.library import Library
from bot.services.looking import LookFirst, Settle
from bot.services.results import subject_of
from bot.services.surroundings import LazyAnswers, PreviousRounds, SurroundingsCache, register_answers
from storage.models.diagnosis import DiagnosisKind
from storage.turns import DiagnosisRef, InterviewRef, PersonRef, TurnStart, TurnTx

_LISTENING = (Phase.ASKING, Phase.PAUSED)  # the phases in which words are taken for an answer

# Makes the message with a code that a contact passes on, inside the turn.
PassOn = Callable[[Scene, str], Prompt]

# Scores a submitted diagnosis inside the turn, or reads the stored result, and says what to tell.
Assess = Callable[[Scene], Assessed]
# Works a result out before the turn that tells it.
Prepare = Callable[[Subject], Judged]


class Interviewing:
    """Carries interviews on. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        keeper: Keeper,
        submit: Assess,
        again: Assess,
        prepare: Prepare,
        *,
        try_outs: bool = True,
        pass_on: PassOn | None = None,
    ) -> None:
        """`submit` stores a result and `again` reads the stored one, inside the turn; `prepare` works it out.

        `pass_on` makes what a contact gives to a colleague who is to go on.

        With `try_outs` anyone may begin a diagnosis; without, only the contact of an enterprise.
        """
        self._library = library
        self._keeper = keeper
        self._submit = submit
        self._again = again
        self._prepare = prepare
        self._surroundings = SurroundingsCache()
        self._previous = PreviousRounds()
        self._try_outs = try_outs
        self._pass_on = pass_on

    def hear(
        self,
        turn: TurnTx,
        start: TurnStart,
        person: PersonRef,
        message: InboundMessage,
        now: datetime,
        judged: Judged | None = None,
    ) -> list[Prompt] | LookFirst:
        """Take one message to the person's interview, beginning one when she has none.

        A result takes long to work out: where one is asked for, that is done first, and `judged` is it.
        """
        if start.interview is None or start.diagnosis is None:
            return self.begin(turn, person, message.channel, now)
        place = Place(turn, person, start.interview, start.diagnosis, message.channel, now)
        said = self._feed(place, input_of(message), judged, look=judged is None)
        return self._look_first(said, message, now) if isinstance(said, Subject) else said

    def _look_first(self, subject: Subject, message: InboundMessage, now: datetime) -> LookFirst:
        def look() -> Settle:
            judged = self._prepare(subject)
            return lambda turn, start, person: self.hear(turn, start, person, message, now, judged)

        return LookFirst(look)

    def feed(self, place: Place, input_: Input) -> list[Prompt]:
        """Give an interview one input; what there is to say."""
        said = self._feed(place, input_, None, look=False)
        assert isinstance(said, list)  # noqa: S101 - it was not to look first
        return said

    def _feed(
        self, place: Place, input_: Input, judged: Judged | None, *, look: bool
    ) -> list[Prompt] | Subject:
        """With `look`, what asks for a result changes nothing and returns whose result it is."""
        stored = Interview.from_json(place.interview.state)
        interview = colleagues.closed(stored, place.diagnosis.submitted_at)
        if (
            interview is not stored
            and interview.phase is Phase.SUBMITTED
            and isinstance(input_, Said | Tapped)
        ):
            input_ = Started()  # it was meant for a question that is gone: show her what is there instead
        pack = self._library.pack(interview.pack, interview.version)
        scene = replace(self._scene(place, pack, interview.locale), judged=judged)
        inputs = [*colleagues.news(interview, scene.definition.questionnaire, place), input_]
        turned = list(_resumed(interview, inputs, scene.definition, place.now))
        if look and pack.scored and any(_tells_result(result.effects) for _, result in turned):
            return subject_of(scene)
        another = any(isinstance(effect, NewRound) for effect in turned[-1][1].effects)
        said: list[Prompt] = []
        while turned:
            before, result = turned.pop(0)
            following = self._carry_out(result.effects, scene, said)
            self._tell_colleagues(before, result.effects, scene)
            interview = result.interview
            turned += _resumed(interview, following, scene.definition, place.now)
        place.turn.save_interview(
            place.interview.id, interview.to_json(), place.interview.revision, place.now
        )
        if another:
            enterprise = place.diagnosis.enterprise_id
            said += self.begin(place.turn, place.person, place.channel, place.now, enterprise)
        return said

    def understands(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> bool:
        """Whether her interview would make something of her words: an answer, or a request it knows.

        Nothing is kept. While no question is open, it does not.
        """
        if start.interview is None or start.diagnosis is None:
            return False
        interview = Interview.from_json(start.interview.state)
        if interview.phase not in _LISTENING and interview.pending is None:
            return False
        place = Place(turn, person, start.interview, start.diagnosis, message.channel, now)
        scene = self._scene(place, self._library.pack(interview.pack, interview.version), interview.locale)
        after = engine.resume(interview, Said(message.text), scene.definition, now).interview
        return after.attempts <= interview.attempts

    def begin(
        self, turn: TurnTx, person: PersonRef, channel: str, now: datetime, enterprise: int | None = None
    ) -> list[Prompt]:
        """Begin the interview of an enterprise, or a try-out, or go on with one she left.

        Without `enterprise` it is the one the person has spoken for longest.
        """
        if enterprise is None:
            enterprise = next((one.id for one in turn.work.people.enterprises_of(person.id)), None)
        if enterprise is None and not self._try_outs:
            return [Prompt(messages.load(person.locale).say("enrolment.needed"))]
        diagnosis = _diagnosis(turn, person, self._library.default(), enterprise, now)
        pack = self._library.pack(diagnosis.pack, diagnosis.pack_version)
        left = turn.interview_of(person.id, diagnosis.id)
        if left is not None:
            turn.activate_interview(left, now)
            return self.feed(Place(turn, person, left, diagnosis, channel, now), Started())
        # The scene is needed for the first state, and the row needs the state: the place comes in two steps.
        unsaved = InterviewRef(0, person.id, diagnosis.id, "", 0, active=True)
        place = Place(turn, person, unsaved, diagnosis, channel, now)
        scene = self._scene(place, pack, person.locale)
        begun = engine.begin(scene.definition, now, consented=person.consent_version == CONSENT_VERSION)
        saved = turn.new_interview(person.id, diagnosis.id, begun.interview.to_json(), now)
        said: list[Prompt] = []
        self._carry_out(begun.effects, replace(scene, place=replace(place, interview=saved)), said)
        return said

    def _scene(self, place: Place, pack: Pack, locale: str) -> Scene:
        questionnaire = self._library.questionnaire(pack, locale)
        surroundings = self._surroundings.of(place.turn, place.diagnosis.enterprise_id, place.now)
        definition = Definition(
            questionnaire=questionnaire,
            messages=messages.load(questionnaire.locale),
            understand=understand,
            interpret=interpret_confirmation,
            content_hash=pack.content_hash,
            answers=LazyAnswers(place.turn, place.diagnosis.id) if place.diagnosis.answered else {},
            last=self._previous.answers(place.turn, place.diagnosis),
            register=register_answers(questionnaire, surroundings),
            enterprise_name=surroundings.name,
            liaison=surroundings.liaison,
            keeper=self._keeper,
            shared_paths=self._library.paths(questionnaire),
        )
        return Scene(place, pack, surroundings, definition)

    def _tell_colleagues(self, before: Interview, effects: Iterable[Effect], scene: Scene) -> None:
        place = scene.place
        if place.diagnosis.enterprise_id is None:
            return
        changed = colleagues.changes(before, effects, scene.definition.questionnaire)
        if changed:
            colleagues.tell(changed, place, lambda locale: self._scene(place, scene.pack, locale).definition)

    def _carry_out(self, effects: Iterable[Effect], scene: Scene, said: list[Prompt]) -> list[Input]:
        """Do what the core decided, in order; the inputs that follow from it."""
        following: list[Input] = []
        for effect in effects:
            match effect:
                case Say(prompt=prompt):
                    said.append(prompt)
                case Submit():
                    following.append(self._submit(scene))
                case ResultWanted():
                    following.append(self._again(scene))
                case HandOver(colleague=who, to_colleague=True) if self._pass_on and _speaks(scene):
                    carry_out(effect, scene)
                    said.append(self._pass_on(scene, who))
                case _:
                    carry_out(effect, scene)
        return following


def _resumed(
    interview: Interview, inputs: Iterable[Input], definition: Definition, now: datetime
) -> Iterator[tuple[Interview, engine.Turn]]:
    """One input after the other: (the interview before it, what it led to)."""
    for one in inputs:
        result = engine.resume(interview, one, definition, now)
        yield interview, result
        interview = result.interview


def _tells_result(effects: Iterable[Effect]) -> bool:
    return any(isinstance(effect, Submit | ResultWanted) for effect in effects)


def _speaks(scene: Scene) -> bool:
    """Whether it is an enterprise's interview, and not somebody's try-out."""
    return scene.place.diagnosis.enterprise_id is not None


def input_of(message: InboundMessage) -> Input:
    """What happened on a channel, as the interview takes it."""
    match message.kind:
        case Kind.TEXT:
            return Said(message.text)
        case Kind.TAP:
            return Tapped(message.question, message.token, message.keys)
        case Kind.FILE:
            file = message.file
            if file is None:
                return Unsupported("other")
            return GaveFile(file.name, file.sha256, file.media_type, file.size)
        case Kind.START:
            return Started(message.code)
        case Kind.LEAVE:
            return Left()
        case Kind.UNSUPPORTED | Kind.NOTICE:  # notices are for the door alone and do not come here
            return Unsupported(message.text)


def _diagnosis(
    turn: TurnTx, person: PersonRef, pack: Pack, enterprise: int | None, now: datetime
) -> DiagnosisRef:
    """The enterprise's diagnosis that is under way, or a new one."""
    under_way = turn.open_diagnosis(enterprise, pack.id) if enterprise is not None else None
    if under_way is not None:
        return under_way
    round_ = 1 if enterprise is None else turn.next_round(enterprise, pack.id, DiagnosisKind.SELF)
    return turn.new_diagnosis(
        enterprise=enterprise,
        person=person.id,
        pack=pack.id,
        pack_version=pack.version,
        content_hash=pack.content_hash,
        at=now,
        round=round_,
    )
