"""Registering who takes part."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from shuzha.archive.parties.models import Account, Organisation, Person, Token
from shuzha.archive.parties.personal import identity_hash
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Decision, Deny, Refused
from shuzha.kernel.identifiers import check_credit_code, check_resident_id, normalise
from shuzha.kernel.text import Text


def register_organisation(*, name: Text, credit_code: str, standings: list[str]) -> Organisation:
    """The organisation with this credit code, made where it is new.

    Raises: Refused when the code cannot be one. Cites: GB 32100-2015.
    """
    _require(check_credit_code(credit_code))
    organisation, _ = Organisation.objects.update_or_create(
        credit_code=normalise(credit_code),
        defaults={"name_zh": name.zh, "name_en": name.en, "standings": standings},
    )
    return organisation


def add_standing(*, organisation: str, standing: str, to_holders_of: str) -> None:
    """Gives the organisation a standing, and with it everyone who acts for it in the standing `to_holders_of`."""
    body = Organisation.objects.select_for_update().get(id=organisation)
    if standing not in body.standings:
        body.standings = [*body.standings, standing]
        body.save(update_fields=["standings"])
    for account in body.accounts.filter(standings__contains=[to_holders_of]).exclude(standings__contains=[standing]):
        account.standings = [*account.standings, standing]
        account.save(update_fields=["standings"])


def register_person(*, name: str, identity: str = "", at: datetime) -> Person:
    """A person, found again by identity number where one is given, else new; their data is sealed under their own key.

    Only a number that can be one counts as a checked real name. Raises: Refused for any other. Cites: GB 11643-1999.
    """
    if identity:
        _require(check_resident_id(identity, "identity", on=at.astimezone(CHINA).date()))
        identity = normalise(identity)
    known = Person.objects.filter(identity_hash=identity_hash(identity)).first() if identity else None
    if known:
        return known
    person = Person(identity_hash=identity_hash(identity) if identity else "")
    person.keep(name=name, identity=identity)
    person.real_name_checked_at = at if identity else None
    person.save()
    return person


def _require(decision: Decision) -> None:
    if isinstance(decision, Deny):
        raise Refused([decision])


def erase_person(*, person: Person) -> None:
    """Forgets the person's key: name and identity number can no longer be read by anyone."""
    person.wrapped_key = None
    person.identity_hash = ""
    person.save(update_fields=["wrapped_key", "identity_hash"])


def issue_token(*, account: Account, label: str, at: datetime, use: Token.Use = Token.Use.PROGRAM) -> str:
    """A new token for that use and no other, shown this once; only its digest is kept."""
    token = "sz_" + secrets.token_urlsafe(32)
    Token.objects.create(account=account, digest=token_digest(token), label=label, made_at=at, use=use)
    return token


def end_token(*, token: Token, at: datetime) -> None:
    """Ends the token: from now on it stands for nobody."""
    token.ended_at = at
    token.save(update_fields=["ended_at"])


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def account_for_token(token: str, use: Token.Use = Token.Use.PROGRAM) -> Account | None:
    """The account a live token stands for in that use."""
    row = (
        Token.objects.select_related("account__organisation", "account__person")
        .filter(digest=token_digest(token), use=use, ended_at=None, account__is_active=True)
        .first()
    )
    return row.account if row else None
