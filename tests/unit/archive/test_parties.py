"""Persons are found without their numbers being kept in the clear, and forgotten by forgetting one key."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from shuzha.archive.parties.models import Account, Organisation, Person, Token
from shuzha.archive.parties.operations import (
    account_for_token,
    erase_person,
    issue_token,
    register_organisation,
    register_person,
)
from shuzha.archive.parties.personal import identity_hash
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
IDENTITY = "11010519491231002X"


@pytest.fixture
def person() -> Person:
    return register_person(name="钱运", identity=IDENTITY, at=NOW)


@pytest.fixture
def account(person: Person) -> Account:
    company = register_organisation(
        name=Text("公司", "Company"), credit_code="91110000600037341L", standings=["company"]
    )
    return Account.objects.create_account(
        username="q",
        password=None,
        person=person,
        organisation=company,
        standings=["company"],
        title_zh="",
        title_en="",
    )


def test_a_person_is_found_again_by_identity_number_however_it_is_typed(person: Person) -> None:
    assert register_person(name="另写", identity=f" {IDENTITY.lower()} ", at=NOW).pk == person.pk
    assert Person.objects.get().name == "钱运"
    assert register_person(name="钱运", identity="110105194912310038", at=NOW).pk != person.pk


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",
        "11010519491331002X",
        "990105194912310029",
        "110105202712310023",
        "1101051949123100",
        "无",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_a_number_that_cannot_be_one_is_refused_by_name_and_makes_nobody_real(number: str) -> None:
    with pytest.raises(Refused) as caught:
        register_person(name="钱运", identity=number, at=NOW)
    (denial,) = caught.value.denials
    assert (denial.code, denial.field) == ("resident-id-invalid", "identity")
    assert "核对" in denial.remedy.zh
    assert not Person.objects.exists()


def test_a_real_name_counts_as_checked_from_the_moment_its_number_was(person: Person) -> None:
    assert person.real_name_checked_at == NOW


@pytest.mark.parametrize(
    "code", ["", "911100000000000001", "91110000600037341A", "9111", "９１１１００００６０００３７３４１Ｌ"]
)
def test_an_organisation_is_registered_under_a_sound_credit_code_only(code: str) -> None:
    with pytest.raises(Refused) as caught:
        register_organisation(name=Text("甲", "A"), credit_code=code, standings=["company"])
    (denial,) = caught.value.denials
    assert (denial.code, denial.field) == ("credit-code-invalid", "credit_code")
    assert "核对" in denial.remedy.zh
    assert not Organisation.objects.exists()


def test_persons_without_a_number_are_never_taken_for_one_another() -> None:
    one, other = register_person(name="王", at=NOW), register_person(name="王", at=NOW)
    assert one.pk != other.pk
    assert one.real_name_checked_at is None
    assert (one.identity, one.identity_hash) == ("", "")


def test_neither_name_nor_number_lies_anywhere_in_the_database_in_the_clear(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT parties_person::text FROM parties_person")
        (row,) = cursor.fetchone()
    for secret in (IDENTITY, IDENTITY.encode().hex(), "钱运", "钱运".encode().hex()):
        assert secret not in row
    assert (person.name, person.identity) == ("钱运", IDENTITY)


def test_the_search_hash_needs_the_archives_key(person: Person) -> None:
    import hashlib

    assert person.identity_hash == identity_hash(IDENTITY)
    assert person.identity_hash != hashlib.sha256(IDENTITY.encode()).hexdigest()


def test_an_erased_person_can_be_read_and_found_by_nobody_and_what_they_did_still_stands(
    person: Person, account: Account
) -> None:
    erase_person(person=person)
    erased = Person.objects.get(pk=person.pk)
    assert (erased.name, erased.identity) == ("", "")
    assert not Person.objects.filter(identity_hash=identity_hash(IDENTITY)).exists()
    assert account.actor.person == str(person.pk)
    assert register_person(name="钱运", identity=IDENTITY, at=NOW).pk != person.pk


def test_one_persons_sealed_name_cannot_be_put_under_another(person: Person) -> None:
    other = register_person(name="孙二", at=NOW)
    other.sealed_name = person.sealed_name
    with pytest.raises(InvalidTag):
        _ = other.name
    other.refresh_from_db()
    other.wrapped_key, other.sealed_name = person.wrapped_key, person.sealed_name
    with pytest.raises(InvalidTag):
        _ = other.name


def test_a_name_cannot_be_shown_as_an_identity_number(person: Person) -> None:
    person.sealed_identity = person.sealed_name
    with pytest.raises(InvalidTag):
        _ = person.identity


def test_a_changed_name_keeps_the_persons_key(person: Person) -> None:
    key = bytes(person.wrapped_key or b"")
    person.keep(name="钱远")
    person.save()
    assert Person.objects.get(pk=person.pk).name == "钱远"
    assert bytes(person.wrapped_key or b"") == key


def test_an_organisation_registered_again_is_the_same_with_its_new_name() -> None:
    first = register_organisation(name=Text("旧名", "Old"), credit_code="91110000600037341L", standings=[])
    again = register_organisation(name=Text("新名", "New"), credit_code="91110000600037341L", standings=["company"])
    assert first.pk == again.pk
    assert (Organisation.objects.get().name, str(again)) == (Text("新名", "New"), "新名")


def test_a_token_stands_for_its_account_and_is_kept_as_a_digest_only(account: Account) -> None:
    token = issue_token(account=account, label="laptop", at=NOW)
    assert account_for_token(token) == account
    assert token not in str(Token.objects.values())
    assert account_for_token(token + "x") is None
    assert account_for_token("") is None


def test_a_token_that_was_ended_or_whose_account_is_closed_opens_nothing(account: Account) -> None:
    first, second = (issue_token(account=account, label=label, at=NOW) for label in ("a", "b"))
    Token.objects.filter(label="a").update(ended_at=NOW + timedelta(days=1))
    assert account_for_token(first) is None
    assert account_for_token(second) == account
    Account.objects.update(is_active=False)
    assert account_for_token(second) is None
