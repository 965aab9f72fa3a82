"""A monitor believes only what leads to a root it can recompute, names what does not, and checks the promises it can see."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.canonical import canonical
from shuzha.kernel.clock import CHINA
from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier, Sm2Signer
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey, cosign
from shuzha.ledger.policy import Policy
from shuzha.ledger.tree import Tree
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.site.monitor.command import Outcome, look, monitor
from shuzha.site.monitor.follow import Contradiction, Fetch, follow
from shuzha.site.monitor.memory import Memory
from shuzha.site.monitor.promises import broken

SIGNER, WITNESS = Ed25519Signer(b"\x07" * 32), Ed25519Signer(b"\x08" * 32)
NAME = "city.example/log"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=CHINA)
TODAY = datetime(2026, 6, 1, tzinfo=CHINA).date()


def _policy(needed: int = 0) -> Policy:
    witness = NoteKey("w.example", Ed25519Verifier(WITNESS.public_key), True)
    return Policy((witness,), needed, {}, (NoteKey(NAME, Ed25519Verifier(SIGNER.public_key)),))


def _entry(stream: str, seq: int, type_: str, at: datetime = MONDAY, law: str = "") -> bytes:
    return canonical(
        {"v": 1, "stream": stream, "seq": seq, "type": type_, "at": at.isoformat(), "law": law, "commit": "0"}
    )


def _served(log: Log, withheld: str = "account-", spoil: Callable[[bytes], bytes] = bytes) -> Fetch:
    """What the platform's pages give out of this log."""

    def fetch(path: str) -> bytes:
        if path == "checkpoint":
            return log.published_note()
        first = int(path.removeprefix("entries/"))
        tree, lines = Tree(log.suite.hash), b""
        for entry in log.entries(first, min(log.size, first + 256)):
            assert isinstance(entry, bytes)
            shown = b"" if json.loads(entry)["stream"].startswith(withheld) else spoil(entry)
            lines += tree.leaf(entry).hex().encode() + b" " + shown + b"\n"
        return lines

    return fetch


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    kept = Memory(tmp_path / "memory")
    yield kept
    kept.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.create(tmp_path / "log", NAME, signer=SIGNER) as log:
        yield log


def _say(log: Log, *entries: bytes) -> None:
    log.append(list(entries))
    log.checkpoint()


def test_a_growing_log_is_followed_across_restarts_and_each_entry_is_new_once(log: Log, tmp_path: Path) -> None:
    for count in (0, 3, 700, 1):
        _say(log, *[_entry("attempt-x", n, "said") for n in range(log.size, log.size + count)])
        memory = Memory(tmp_path / "memory")
        checkpoint, fresh = follow(memory, _policy(), _served(log))
        assert (checkpoint.size, len(fresh)) == (log.size, count)
        memory.close()


def test_what_is_withheld_is_counted_and_not_read(log: Log, memory: Memory) -> None:
    _say(log, _entry("account-1", 0, "signed-in"), _entry("party-1", 0, "said"))
    assert [entry.place for entry in follow(memory, _policy(), _served(log))[1]] == [1]


def test_a_log_over_sm3_is_followed_by_its_own_hash(tmp_path: Path, memory: Memory) -> None:
    signer = Sm2Signer.generate()
    with Log.create(tmp_path / "gm", NAME, "gm", signer) as log:
        _say(log, _entry("party-1", 0, "said"))
        assert follow(memory, Policy((), 0, {}, tuple(log.keys)), _served(log))[0].size == 1


def _other(tmp_path: Path, *entries: bytes) -> Log:
    log = Log.create(tmp_path / f"other-{len(entries)}", NAME, signer=SIGNER)
    _say(log, *entries)
    return log


def test_what_contradicts_the_past_is_named_with_both_checkpoints_and_not_remembered(
    log: Log, memory: Memory, tmp_path: Path
) -> None:
    a, b, c = (_entry("party-1", n, "said") for n in range(3))
    _say(log, a, b)
    follow(memory, _policy(), _served(log))
    lies = {
        "rolled-back": _other(tmp_path, a),
        "split-view": _other(tmp_path, a, c),
        "forked": _other(tmp_path, a, c, b),
    }
    for code, lie in lies.items():
        with pytest.raises(Contradiction) as caught:
            follow(memory, _policy(), _served(lie))
        assert caught.value.finding.code == code
        assert caught.value.evidence == (log.published_note().decode(), lie.published_note().decode())
        lie.close()
    _say(log, c)
    assert len(follow(memory, _policy(), _served(log))[1]) == 1


def test_entries_that_are_not_what_was_signed_are_named(log: Log, memory: Memory) -> None:
    _say(log, _entry("party-1", 0, "said"), _entry("party-1", 1, "said"))
    honest = _served(log)
    fetches: dict[str, Callable[[bytes], bytes]] = {
        "entry-changed": lambda data: data.replace(b"said", b"sold"),
        "withheld": lambda data: b"",
        "forked": lambda data: b"\n".join(reversed(data[:-1].split(b"\n"))) + b"\n",
    }
    fetches_damaged = lambda data: b"\n" * 2  # noqa: E731
    for code, change in (*fetches.items(), ("entry-changed", fetches_damaged)):
        with pytest.raises(Contradiction) as caught:
            follow(memory, _policy(), lambda path: honest(path) if path == "checkpoint" else change(honest(path)))  # noqa: B023
        assert caught.value.finding.code == code


@pytest.mark.parametrize(
    "hostile",
    [
        b"[" * 60_000,
        b'{"at": "2026-01-01", "stream": "s", "seq": 1e999}',
        _entry("s", 0, "said", datetime.min.replace(tzinfo=UTC)),
        _entry("s", 0, "said", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_an_entry_made_to_break_its_reader_is_named(log: Log, memory: Memory, hostile: bytes) -> None:
    _say(log, hostile)
    line = Tree(log.suite.hash).leaf(hostile).hex().encode() + b" " + hostile + b"\n"
    with pytest.raises(Contradiction) as caught:
        follow(memory, _policy(), lambda path: log.published_note() if path == "checkpoint" else line)
    assert (caught.value.finding.code, caught.value.finding.entry) == ("entry-changed", 0)


def test_a_stranger_s_signature_too_few_witnesses_and_another_log_are_refused(
    log: Log, memory: Memory, tmp_path: Path
) -> None:
    _say(log, _entry("party-1", 0, "said"))
    with pytest.raises(Contradiction, match="Only 0 of the 1"):
        follow(memory, _policy(needed=1), _served(log))
    text = log.published_note().decode().partition("\n\n")[0] + "\n"
    cosigned = log.published_note() + cosign(text, "w.example", WITNESS, 7).encode()
    honest = _served(log)
    follow(memory, _policy(needed=1), lambda path: cosigned if path == "checkpoint" else honest(path))
    with Log.create(tmp_path / "s", NAME, signer=Ed25519Signer.generate()) as stranger:
        _say(stranger)
        with pytest.raises(Contradiction, match="not to be believed"):
            follow(memory, _policy(), _served(stranger))
    with Log.create(tmp_path / "e", "else.example/log", signer=SIGNER) as other:
        _say(other)
        with pytest.raises(Contradiction, match="not this log"):
            follow(memory, Policy((), 0, {}, tuple(other.keys)), _served(other))


def _found(log: Log, memory: Memory) -> list[tuple[str, int | None]]:
    _, fresh = follow(memory, _policy(), _served(log))
    return [(f.code, f.entry) for f in broken(memory, fresh, china_calendar(), TODAY)]


LAW = REGISTRATION.law_version
OPENING = next(step.event for step in REGISTRATION.steps if not step.source)
LATE_BY_FAR = MONDAY + timedelta(days=60)


def test_a_decision_after_its_deadline_needs_a_late_mark_before_it(log: Log, memory: Memory) -> None:
    answer = sorted(REGISTRATION.duty("acceptance").done_by)[0]
    for number, marked in enumerate((True, False)):
        _say(log, _entry(f"case-{number}", 0, OPENING, MONDAY, LAW))
        if marked:
            _say(log, _entry(f"duty-{number}", 0, "deadline-missed", LATE_BY_FAR))
        _say(log, _entry(f"case-{number}", 1, answer, LATE_BY_FAR, LAW))
    assert _found(log, memory) == [("late-unmarked", 4)]
    assert _found(log, memory) == []


def test_a_decision_in_time_needs_none(log: Log, memory: Memory) -> None:
    answer = sorted(REGISTRATION.duty("acceptance").done_by)[0]
    _say(log, _entry("case-1", 0, OPENING, MONDAY, LAW), _entry("case-1", 1, answer, MONDAY + timedelta(days=1), LAW))
    assert _found(log, memory) == []


def test_a_use_needs_its_grant_before_it_and_none_after_its_end(log: Log, memory: Memory) -> None:
    law = "beijing-2023@2023-12-05"
    granted = [_entry("case-1", n, type_, law=law) for n, type_ in enumerate(("sharing-requested", "sharing-granted"))]
    used = [_entry("use-1", n, "use-released") for n in range(2)]
    _say(log, *granted, used[0], _entry("case-1", 2, "sharing-ended", law=law), used[1])
    _say(log, _entry("use-2", 0, "use-released"), _entry("use-3", 0, "use-refused"))
    assert [one for one in _found(log, memory) if one[0] == "use-without-grant"] == [
        ("use-without-grant", 4),
        ("use-without-grant", 5),
    ]


def test_an_event_left_out_or_said_twice_and_a_case_of_no_known_procedure_are_named(log: Log, memory: Memory) -> None:
    _say(log, _entry("party-1", 0, "said"), _entry("party-1", 2, "said"))
    _say(log, _entry("party-2", 0, "said"), _entry("party-2", 0, "said"))
    _say(log, _entry("case-9", 0, "made-up", law="nowhere@2020-01-01"))
    assert _found(log, memory) == [("gap", 1), ("gap", 3), ("unknown-procedure", 4)]


def test_an_answer_that_breaks_off_is_none(memory: Memory) -> None:
    def broken_off(path: str) -> bytes:
        raise http.client.IncompleteRead(b"")

    assert look(memory, _policy(), broken_off, "") == Outcome.UNREACHABLE


def test_one_look_tells_alerts_and_answers_with_its_code(log: Log, memory: Memory, tmp_path: Path) -> None:
    told = tmp_path / "told"
    alert = f"tee {told}"

    def nobody(path: str) -> bytes:
        raise ConnectionRefusedError

    assert look(memory, _policy(), nobody, alert) == Outcome.UNREACHABLE
    _say(log, _entry("party-1", 0, "said"))
    assert look(memory, _policy(), _served(log), alert) == Outcome.WELL
    _say(log, _entry("party-1", 7, "said"))
    assert look(memory, _policy(), _served(log), alert) == Outcome.BROKEN
    assert told.read_text().startswith("[gap] #1 ")
    assert look(memory, _policy(needed=1), _served(log), alert) == Outcome.CONTRADICTED
    assert "too-few-witnesses" in told.read_text()


def test_the_command_over_http_and_what_is_no_policy(
    log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _say(log, _entry("party-1", 0, "said"))
    served = _served(log)

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(served(self.path.removeprefix("/log/")))

        def log_message(self, *_: Any) -> None:
            pass

    policy = tmp_path / "policy"
    policy.write_text(f"log {log.keys[0]}\nquorum none\n")
    options = ["--policy", str(policy), "--memory", str(tmp_path / "m")]
    with http.server.HTTPServer(("127.0.0.1", 0), Pages) as pages:
        thread = threading.Thread(target=pages.serve_forever)
        thread.start()
        done = CliRunner().invoke(monitor, [f"http://127.0.0.1:{pages.server_address[1]}/", *options])
        pages.shutdown()
        thread.join()
    assert (done.exit_code, "1 of them new" in done.output) == (0, True)
    assert CliRunner().invoke(monitor, ["http://127.0.0.1:1", *options]).exit_code == Outcome.UNREACHABLE
    policy.write_text("quorum none\n")
    for address, why in (("http://127.0.0.1:1", "names no log"), ("ftp://x", "names no log")):
        done = CliRunner().invoke(monitor, [address, *options])
        assert why in str(done.exception)


def test_the_words_of_a_log_neither_steer_the_terminal_nor_pass_for_a_line_of_the_monitor(
    memory: Memory, capsys: pytest.CaptureFixture[str]
) -> None:
    def hostile(path: str) -> bytes:
        raise OSError("\x1b[2J gone\n✓ all is well")

    assert look(memory, _policy(), hostile, "") is Outcome.UNREACHABLE
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert [line[0] for line in shown.splitlines()] == ["✗"]
