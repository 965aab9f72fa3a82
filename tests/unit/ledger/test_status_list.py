"""The status list: set bits are found again and no others, and nothing that is no list passes for one."""

import base64
import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.credential import BadCredential, verify_credential
from shuzha.ledger.credential_form import faults
from shuzha.ledger.multibase import did_key
from shuzha.ledger.status_list import SIZE, is_revoked, status_entry, status_list

SIGNER = Ed25519Signer(b"\x07" * 32)
AT = datetime(2026, 3, 22, 9, tzinfo=UTC)
ADDRESS = "https://data.city.test/registry/status/0.json"
places = st.integers(0, SIZE - 1)


@given(st.sets(places, max_size=20), places)
def test_exactly_the_revoked_are_found_revoked(revoked: set[int], other: int) -> None:
    listed = status_list(ADDRESS, {index: {"status": "cancelled"} for index in revoked}, SIGNER, AT)
    assert verify_credential(listed) == did_key(SIGNER.public_key)
    subject = listed["credentialSubject"]
    assert all(is_revoked(subject, index) for index in revoked)
    assert is_revoked(subject, other) is (other in revoked)
    assert set(subject["revoked"]) == {str(index) for index in revoked}


def test_the_first_place_is_the_leftmost_bit_and_the_list_has_the_least_size() -> None:
    subject = status_list(ADDRESS, {0: {}}, SIGNER, AT)["credentialSubject"]
    bits = gzip.decompress(base64.urlsafe_b64decode(subject["encodedList"][1:] + "=="))
    assert (bits[0], any(bits[1:]), len(bits)) == (0x80, False, 16_384)
    assert subject["statusPurpose"] == "revocation"
    assert subject["type"] == "BitstringStatusList"


def test_the_list_of_the_standards_own_example_is_read() -> None:
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert not any(is_revoked({"encodedList": example}, index) for index in (0, 1, 94567, SIZE - 1))


def test_the_same_state_gives_the_same_bytes() -> None:
    assert status_list(ADDRESS, {5: {}}, SIGNER, AT) == status_list(ADDRESS, {5: {}}, SIGNER, AT)


@pytest.mark.parametrize("index", [-1, SIZE, 2**40])
def test_a_place_outside_the_list_is_neither_set_nor_read(index: int) -> None:
    with pytest.raises(IndexError):
        status_list(ADDRESS, {index: {}}, SIGNER, AT)
    subject = status_list(ADDRESS, {}, SIGNER, AT)["credentialSubject"]
    with pytest.raises(ValueError, match="no place"):
        is_revoked(subject, index)


def _packed(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits)).decode().rstrip("=")


@pytest.mark.parametrize(
    "encoded", ["", "u", "z123", "uAAAA", "u%%%", _packed(b""), _packed(bytes(100)), _packed(bytes(50_000_000)),
                _packed(bytes(SIZE // 8))[:-20]],
)  # fmt: skip
def test_what_is_no_list_is_refused_and_a_bomb_is_not_unpacked(encoded: str) -> None:
    with pytest.raises(ValueError, match="list"):
        is_revoked({"encodedList": encoded}, 0)


def test_an_entry_is_what_the_data_model_allows() -> None:
    entry = status_entry(ADDRESS, 7)
    assert entry["id"] == f"{ADDRESS}#7"
    assert entry["statusListIndex"] == "7"
    credential = status_list(ADDRESS, {}, SIGNER, AT)
    assert faults({**credential, "credentialStatus": entry}) == []


def test_a_list_without_an_address_is_not_signed() -> None:
    with pytest.raises(BadCredential):
        status_list("nowhere", {}, SIGNER, AT)
