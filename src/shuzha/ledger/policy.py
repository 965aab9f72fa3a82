"""Which witnesses must have cosigned a checkpoint before it is believed: so many of those that are named.

Standard: C2SP tlog-policy, without groups inside groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shuzha.ledger.note import BadNote, NoteKey, cosigned_at


@dataclass(frozen=True, slots=True)
class Policy:
    """`needed` of `witnesses`; `urls` gives where some of them take checkpoints, by key name; `logs` are the keys of the
    log that the policy is for, where it says so."""

    witnesses: tuple[NoteKey, ...]
    needed: int
    urls: Mapping[str, str]
    logs: tuple[NoteKey, ...] = ()

    def cosigners(self, note: bytes) -> list[str]:
        """The names of those witnesses that have validly cosigned `note`; one wrong cosignature counts for nothing."""
        return list(self.times(note))

    def times(self, note: bytes) -> dict[str, int]:
        """When each of those has cosigned it, by name, in seconds since the epoch by the witness's own clock."""
        times = ((key.name, _cosigned_at(note, key)) for key in self.witnesses)
        return {name: at for name, at in times if at is not None}

    def satisfied(self, note: bytes) -> bool:
        return len(self.cosigners(note)) >= self.needed

    @classmethod
    def parse(cls, text: str) -> Policy:
        """The policy in a policy file. Raises: ValueError naming the line that is wrong and why."""
        keys: dict[str, NoteKey] = {}
        urls: dict[str, str] = {}
        groups: dict[str, tuple[int, list[str]]] = {"none": (0, [])}
        quorum: list[str] = []
        logs: list[NoteKey] = []
        for number, (word, *rest) in _lines(text):
            try:
                if word == "witness":
                    _witness(rest, keys, urls)
                elif word == "group":
                    _group(rest, keys, groups)
                elif word == "quorum" and not quorum:
                    (name,) = rest
                    quorum.append(name)
                elif word == "log":
                    logs.append(_log(rest))
                else:
                    raise ValueError(f"{word!r} may not stand here")
            except ValueError as error:
                raise ValueError(f"line {number} of the policy: {error}") from None
        if not quorum:
            raise ValueError("the policy has no quorum line")
        if quorum[0] not in groups and quorum[0] not in keys:
            raise ValueError(f"the quorum {quorum[0]!r} is neither a group nor a witness")
        needed, members = groups.get(quorum[0], (1, quorum))
        return cls(tuple(keys[name] for name in members), needed, urls, tuple(logs))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            yield number, words


def _log(rest: list[str]) -> NoteKey:
    text, *_ = rest
    key = NoteKey.parse(text)
    if key.cosigning:
        raise ValueError(f"the key {text} is a witness's, not a log's")
    return key


def _witness(rest: list[str], keys: dict[str, NoteKey], urls: dict[str, str]) -> None:
    name, text, *url = rest
    key = NoteKey.parse(text)
    if not key.cosigning:
        raise ValueError(f"the key of {name} is a log's, not a witness's")
    if name in keys or any(key.verifier.public_key == other.verifier.public_key for other in keys.values()):
        raise ValueError(f"the witness {name} stands twice")
    keys[name] = key
    if url:
        urls[key.name] = url[0]


def _group(rest: list[str], keys: dict[str, NoteKey], groups: dict[str, tuple[int, list[str]]]) -> None:
    name, count, *members = rest
    if name in groups or name in keys:
        raise ValueError(f"the name {name} stands twice")
    if unknown := [member for member in members if member not in keys]:
        raise ValueError(f"no witness {unknown[0]}")
    needed = {"any": 1, "all": len(members)}.get(count) or int(count)
    if not 1 <= needed <= len(members) or len(set(members)) != len(members):
        raise ValueError(f"{count} of {len(members)} is no quorum")
    groups[name] = (needed, members)


def _cosigned_at(note: bytes, key: NoteKey) -> int | None:
    try:
        return cosigned_at(note, key)
    except BadNote:
        return None
