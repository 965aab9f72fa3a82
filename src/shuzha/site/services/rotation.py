"""How the log goes on under a new key, vouched for by the old one.

The new public key is an event in the log, under a checkpoint that the old key has signed and the witnesses have
cosigned. Whoever trusts the old key checks the receipt of that event and has the new one; receipts of before stay
verifiable with the old public key, whose secret is gone from then on.
"""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from shuzha.kernel.citation import Citation
from shuzha.kernel.suites import signer_from, verifier
from shuzha.kernel.text import Text
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey
from shuzha.site.services.accounts import service_account
from shuzha.site.services.claim import read_state
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.secret_files import write_secret

if TYPE_CHECKING:
    from shuzha.archive.cases.models import EventRecord

ROTATED, STREAM = "log-key-rotated", "log-keys"  # the pages show this stream to everyone
WAIT_SECONDS = 60.0
ALGORITHM = "Ed25519"
_CITES = (Citation("beijing-2023", 28),)


def new_key(place: Home) -> NoteKey:
    """The key to come: made now, or left by a rotation that was broken off."""
    coming = place.keys("sequencer") / "log.key.next"
    if not coming.exists():
        write_secret(coming, os.urandom(32), service_account("sequencer"))
    return _named(coming.read_bytes(), _origin(place))


def announce(place: Home, new: NoteKey) -> EventRecord:
    """The event that says which key follows which; said once for each new key."""
    from shuzha.archive.cases.streams import append_next
    from shuzha.archive.clock import city_clock

    old = _named((place.keys("sequencer") / "log.key").read_bytes(), new.name)
    return append_next(
        stream=STREAM,
        command_id=new.id.hex(),
        type=ROTATED,
        at=city_clock().now(),
        cites=_CITES,
        data={"old": str(old), "new": str(new)},
    )


def published(event: EventRecord) -> None:
    """Returns once a checkpoint of the old key covers the event. Raises: ServiceFault when none does in time."""
    from shuzha.archive.evidence.queries import place_of

    deadline = time.monotonic() + WAIT_SECONDS
    while place_of(event) is None:
        if time.monotonic() > deadline:
            raise ServiceFault(
                Text("日志尚未发布交接事件。", "The log has not published the handover yet."),
                Text(
                    "请查看 shuzha status，恢复后重新执行。", "See `shuzha status`; run this again when it is mended."
                ),
            )
        time.sleep(0.2)


def take_over(place: Home) -> None:
    """The new key takes the old one's place, whose secret is gone with it; the sequencer begins anew with it."""
    folder = place.keys("sequencer")
    os.replace(folder / "log.key.next", folder / "log.key")
    state = read_state(place)
    if state:
        os.kill(state["services"]["sequencer"]["pid"], signal.SIGTERM)


def _named(secret: bytes, origin: str) -> NoteKey:
    signer = signer_from(ALGORITHM, secret)
    return NoteKey(origin, verifier(signer.algorithm, signer.public_key))


def _origin(place: Home) -> str:
    return Log.open(place.root / "log").origin
