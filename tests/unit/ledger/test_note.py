"""Notes and keys, among them the examples printed in the standards."""

from __future__ import annotations

import pytest

from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
from shuzha.ledger.note import BadNote, Checkpoint, NoteKey, open_note, sign

SIGNER = Ed25519Signer(b"\x01" * 32)
KEY = NoteKey("city.example/log", Ed25519Verifier(SIGNER.public_key))
NOTE = sign("city.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "city.example/log", SIGNER)


def test_the_go_checksum_databases_key_reads_and_writes_back() -> None:
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(NoteKey.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "name", "name+00000000+AAAA", "name+00000000+%%%",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "other.name+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    ],
)  # fmt: skip
def test_what_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        NoteKey.parse(text)


def test_a_note_opens_for_its_key_and_ignores_signatures_of_strangers() -> None:
    stranger = sign("x\n", "stranger", Ed25519Signer.generate()).decode().split("\n\n")[1]
    assert open_note(NOTE + stranger.encode(), [KEY]).startswith("city.example/log\n0\n")
    with pytest.raises(BadNote, match="no signature of a trusted key"):
        open_note(NOTE, [NoteKey("city.example/log", Ed25519Verifier(Ed25519Signer.generate().public_key))])


@pytest.mark.parametrize(
    "note",
    [
        b"", b"\xff\n\n", NOTE[:-1], NOTE.replace(b"\n0\n", b"\n1\n"), NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace("— ".encode(), b"- "), NOTE.replace(b"\n0\n", b"\n\x000\n"), NOTE + b"\n", NOTE * 9000,
    ],
)  # fmt: skip
def test_a_note_that_was_changed_in_any_way_is_refused(note: bytes) -> None:
    with pytest.raises(BadNote):
        open_note(note, [KEY])


@pytest.mark.parametrize(
    "body", ["o\n01\nAAAA\n", "o\n-1\nAAAA\n", "o\n1\n\n", "o\n1\n%\n", "o\n", "\n1\nAAAA\n", "o\n²\nAAAA\n"]
)
def test_a_signed_note_that_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.read(sign(body, "city.example/log", SIGNER), [KEY])


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u3000b"])
def test_a_key_name_with_spaces_or_a_plus_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a key name"):
        sign("x\n", name, SIGNER)
