"""The composition root: builds every object of the service, once, from the configuration."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from bot.channels.base import Channel, DeliveryNews, Gateway, InboundMessage
from bot.channels.registry import without_passive_reply
from bot.channels.web import WebChannel
from bot.clock import Clock, SystemClock
from bot.commands.base import Desk
from bot.commands.menu import menu_of
from bot.commands.part import Commands
from bot.config import Config
from bot.config.addresses import address_of, database_url
from bot.conversation.definition import Keeper
from bot.conversation.prompt import Prompt
from bot.gateways import Site, connect_all, offers, ways_of
from bot.inbound import Inbound
from bot.jobs.tick import Ticks
from bot.packs.campaigns import load_campaign
from bot.services import access, standards
from bot.services.allowances import Allowances, Channels
from bot.services.campaigning import Campaigning
from bot.services.delivery import Delivery
from bot.services.digest_files import DigestFiles
from bot.services.effects import ERASE
from bot.services.effects import TIMER as NUDGE
from bot.services.enrolment import Enrolment
from bot.services.entrances import Entrances
from bot.services.erasing import RETENTION, Retention
from bot.services.escalating import TIMER as ESCALATE
from bot.services.escalating import Escalating
from bot.services.filing import Filing, made_by
from bot.services.history import History
from bot.services.interviewing import Interviewing
from bot.services.inviting import PassingOn
from bot.services.leaving import Leaving
from bot.services.library import Library, usual_length
from bot.services.measures import MeasureTalk
from bot.services.menus import Menus
from bot.services.notices import Notices
from bot.services.own_data import OwnDataFiles
from bot.services.registers.register import Registers
from bot.services.registers.vocabulary import vocabulary
from bot.services.reminding import Reminding
from bot.services.replies import LateReplies
from bot.services.reporting import Reporting, ReportSettings
from bot.services.results import REPORT, Results
from bot.services.stopping import Stopping
from bot.services.timers import Handler, Timers
from bot.services.whereabouts import Finder
from bot.web.app import build
from bot.web.certificates import Certificates
from bot.web.chat import Chat
from bot.web.door import Door
from bot.web.files import Files
from bot.web.identity import Identity
from bot.web.metrics import Metrics
from storage import upgrade
from storage.engine import Database
from storage.files import FileStore
from storage.repositories.register_facts import Windowed

_SECRET_FILE = "cookie-secret"  # noqa: S105 - a file's name
_DELIVERY = "delivery"
_DELIVERY_SECONDS = 1.0
_STANDARDS_SECONDS = 10.0  # how soon another process gives new diagnoses what was published here
_STOP_SECONDS = 10.0
_THREADS = 100  # for calls that block: as many as messages are sent at a time
_NOTICES_SECONDS = 300.0  # a round reads the whole register; nobody minds a digest five minutes later


@dataclass(frozen=True, slots=True)
class Core:
    """The application without its web server: what the terminal, the demo and the tests use too."""

    config: Config
    clock: Clock
    database: Database
    library: Library
    interviewing: Interviewing
    inbound: Inbound
    history: History
    filing: Filing
    reporting: Reporting
    campaigning: Campaigning
    notices: Notices
    escalating: Escalating
    timers: Timers
    delivery: Delivery
    metrics: Metrics
    entrances: Entrances
    menus: Menus
    gateways: tuple[Gateway, ...] = ()

    def registers(self, locale: str) -> Registers:
        """The register in workbooks written in a locale."""
        units = self.campaigning.campaign.units
        return Registers(self.database, vocabulary(units, self.library.default(), locale))

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def build_core(
    config: Config,
    *,
    clock: Clock | None = None,
    channels: Mapping[str, Channel] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Core:
    """Build everything but the web server; the database is brought up to date."""
    clock = clock or SystemClock()
    environ = os.environ if environ is None else environ
    url = database_url(config, environ)
    upgrade.upgrade(url)
    database = Database.open(url)
    metrics = Metrics()
    library = Library(config.packs.default)
    results = Results(config.reports.minimum_peers, database.read)
    files = FileStore(Path(config.database.files))
    campaign = load_campaign(config.campaign.id)
    allowances = Allowances(offers(config))
    campaigning = Campaigning(
        database,
        campaign,
        usual_length(library.default()),
        lambda: Windowed(allowances.windowed, clock.now()),
    )
    filing = Filing(
        database,
        files,
        _secret(config, environ),
        clock,
        timedelta(days=config.reports.link_days),
        partial(access.sees, tree=campaign.units),
        made_by(DigestFiles(database, campaigning, library, clock), OwnDataFiles(database, clock)),
    )
    standards.refresh(database, library)
    reporting = Reporting(
        database,
        library,
        filing,
        ReportSettings(
            templates=_templates(config),
            public_url=address_of(config),
            minimum_peers=config.reports.minimum_peers,
            secret=_secret(config, environ),
        ),
    )
    ways = ways_of(address_of(config), filing)
    late = LateReplies(database, ways, clock)
    site = Site(config, environ, database, files, filing, late, clock, address_of(config))
    gateways = connect_all(site)
    entrances = Entrances(f"{address_of(config)}/chat" if config.channels.web.enabled else "", gateways)
    interviewing = Interviewing(
        library,
        keeper_of(config),
        results.submit,
        results.again,
        results.prepare,
        try_outs=config.channels.web.open_to_all,
        pass_on=PassingOn(entrances).message,
    )
    reached = {"web": WebChannel(), **{gateway.channel.name: gateway.channel for gateway in gateways}}
    on = Channels(frozenset(reached if channels is None else channels), allowances.offers)
    desk = Desk(campaigning, filing, library, reporting, on, entrances, config.privacy.controller)
    escalating = Escalating(database, campaigning)
    return Core(
        config=config,
        clock=clock,
        database=database,
        library=library,
        interviewing=interviewing,
        inbound=Inbound(
            database,
            [
                Enrolment(interviewing.begin, campaigning.campaign.units),
                Leaving(),
                Stopping(campaigning.campaign.reminders_per_week),
                MeasureTalk(library),
                Commands(database, desk, interviewing.understands),
                interviewing,
            ],
            clock,
            through_outbox=without_passive_reply(),
            ways=ways,
            allowances=allowances,
        ),
        history=History(database),
        filing=filing,
        reporting=reporting,
        campaigning=campaigning,
        notices=Notices(
            database,
            campaigning,
            on,
            finder=Finder(library),
            in_chat={  # the web page's files are links, which say when they are opened
                name
                for name, one in reached.items()
                if one.capabilities.sends_documents and name != WebChannel.name
            },
        ),
        escalating=escalating,
        timers=Timers(
            database,
            _handlers(database, library, config, filing, reporting, campaigning, escalating, on),
            clock,
        ),
        delivery=Delivery(
            database,
            channels if channels is not None else reached,
            clock,
            lambda channel, outcome: metrics.deliveries.labels(channel, outcome).inc(),
            campaigning.awake,
            allowances,
        ),
        metrics=metrics,
        entrances=entrances,
        menus=Menus(database, campaign.units, clock, menu_of),
        gateways=gateways,
    )


def _handlers(
    database: Database,
    library: Library,
    config: Config,
    filing: Filing,
    reporting: Reporting,
    campaigning: Campaigning,
    escalating: Escalating,
    channels: Channels,
) -> dict[str, Handler]:
    """What each kind of timer does in this application."""
    reminding = Reminding(database, library, keeper_of(config), channels, campaigning)
    return {
        NUDGE: reminding.nudge,
        ERASE: reminding.erase,
        RETENTION: Retention(database, config.privacy.retention_days, filing).carry_out,
        REPORT: reporting.send,
        ESCALATE: escalating.fire,
    }


def _templates(config: Config) -> dict[str, Path]:
    own = {"zh-CN": config.reports.template_zh, "en": config.reports.template_en}
    return {locale: Path(path) for locale, path in own.items() if path}


def keeper_of(config: Config) -> Keeper:
    """Who answers for the personal data."""
    return Keeper(config.privacy.controller, config.privacy.contact)


def build_web(core: Core) -> Starlette:
    """The ASGI application around a core, with its ticks."""
    config = core.config
    secret = _secret(config, os.environ)
    identity = Identity(secret, secure=config.web.public_url.startswith("https:"))
    door = Door(core.inbound, core.history, core.filing, core.metrics)
    max_upload = config.web.max_upload_mb * 1024 * 1024
    chat = Chat(door, identity, core.clock, max_upload)

    ticks = Ticks(
        {
            _DELIVERY: (core.delivery.run_once, _DELIVERY_SECONDS),
            "timers": (lambda: asyncio.to_thread(core.timers.run_once), config.jobs.tick_seconds),
            "menus": (lambda: core.menus.show(core.gateways), config.jobs.tick_seconds),
            "standards": (
                lambda: asyncio.to_thread(standards.refresh, core.database, core.library),
                _STANDARDS_SECONDS,
            ),
            "notices": (lambda: asyncio.to_thread(_notify, core), _NOTICES_SECONDS),
        }
    )

    queued = without_passive_reply()

    async def hear(message: InboundMessage) -> Sequence[Prompt]:
        lines = await run_in_threadpool(door.handle, message)
        back = [line.prompt for line in lines if line.prompt]
        if not back or message.channel in queued:
            ticks.wake(_DELIVERY)  # a reply that waits in the outbox should not wait for the tick …
        return back  # … but what follows one that goes back must not overtake it

    async def news(item: DeliveryNews) -> None:
        await run_in_threadpool(core.delivery.news, item)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # Sending blocks a thread for as long as a platform takes: slow answers must not hold up the rest.
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="blocking")
        asyncio.get_running_loop().set_default_executor(threads)
        async with AsyncExitStack() as running:
            for gateway in core.gateways:
                await running.enter_async_context(gateway.running(hear, news))
            await asyncio.to_thread(
                Retention(core.database, config.privacy.retention_days).begin, core.clock.now()
            )
            ticks.start()
            gc.freeze()  # what is built stays; looking through all of it would stop everybody for a while
            try:
                yield
            finally:
                gc.unfreeze()
                await ticks.stop(_STOP_SECONDS)

    return build(
        routes=[
            *(chat.routes() if config.channels.web.enabled else []),
            *Files(core.filing, identity).routes(),
            *Certificates(core.reporting.verified).routes(),
            *(route for gateway in core.gateways for route in gateway.routes(hear, news)),
        ],
        ready=lambda: _not_ready(core),
        metrics=core.metrics,
        max_upload=max_upload,
        lifespan=lifespan,
    )


def _notify(core: Core) -> int:
    """Queue what is due unasked, and set the day's judgement; 0: one round is always enough."""
    now = core.clock.now()
    core.escalating.set_timer(now)
    core.notices.run(now)
    return 0


def serve(core: Core) -> None:
    """Run the service until it is told to stop."""
    config = core.config
    uvicorn.run(
        build_web(core),
        host=config.web.host,
        port=config.web.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


def _secret(config: Config, environ: Mapping[str, str]) -> str:
    """The key that signs cookies and links: from the environment, else made once, kept beside the files."""
    given = environ.get(config.web.cookie_secret_env)
    if given:
        return given
    path = Path(config.database.files).parent / _SECRET_FILE
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process made it meanwhile
        return path.read_text(encoding="ascii")


def _not_ready(core: Core) -> list[str]:
    try:
        with core.database.read() as work:
            work.settings.get("readiness")
    except Exception:  # noqa: BLE001 - whatever it is, the answer is: not ready
        return ["database"]
    return []
