"""Organisations, persons and accounts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from shuzha.archive.parties.personal import open_field, seal_field
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor


class Organisation(models.Model):
    """A department, a company, an agency: identified by its unified social credit code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=18, unique=True)
    standings = ArrayField(models.CharField(max_length=40), default=list)

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    def __str__(self) -> str:
        return self.name_zh


class Person(models.Model):
    """A natural person. Name and identity number lie under the person's own key: destroying the key erases them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped_key = models.BinaryField(null=True)
    sealed_name = models.BinaryField()
    sealed_identity = models.BinaryField(null=True)
    identity_hash = models.CharField(max_length=64, blank=True, db_index=True)
    real_name_checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity_hash"], condition=~models.Q(identity_hash=""), name="person_once")
        ]

    @property
    def name(self) -> str:
        """The person's name, or ""  once the person was erased."""
        return open_field(self.wrapped_key, self.sealed_name, str(self.id), "name")

    @property
    def identity(self) -> str:
        """The identity number, or "" where none is kept or the person was erased."""
        return open_field(self.wrapped_key, self.sealed_identity, str(self.id), "identity")

    def keep(self, *, name: str, identity: str = "") -> None:
        """Seals the name and the identity number under this person's key; the caller saves."""
        self.wrapped_key, self.sealed_name = seal_field(self.wrapped_key, name, str(self.id), "name")
        if identity:
            self.wrapped_key, self.sealed_identity = seal_field(self.wrapped_key, identity, str(self.id), "identity")


class AccountManager(BaseUserManager["Account"]):
    def create_account(self, *, username: str, password: str | None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """How a person acts for an organisation: the standings it may use, and its sign-in."""

    username = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accounts")
    standings = ArrayField(models.CharField(max_length=40), default=list)
    title_zh = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    sealed_mail_address = models.BinaryField(null=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def mail_address(self) -> str:
        """Where reminders go, or "" where none is kept or the person was erased."""
        return open_field(self.person.wrapped_key, self.sealed_mail_address, str(self.person_id), self._mail_field)

    def keep_mail_address(self, address: str) -> None:
        """Seals the address under the person's key, or forgets it for ""; the caller saves."""
        sealed = seal_field(self.person.wrapped_key, address, str(self.person_id), self._mail_field)[1]
        self.sealed_mail_address = sealed if address else None

    @property
    def _mail_field(self) -> str:
        return f"mail-address-{self.pk}"

    @property
    def actor(self) -> Actor:
        """Whom the procedures see when this account acts: in its standings, and as anyone may."""
        return Actor(str(self.person_id), str(self.organisation_id), frozenset({*self.standings, "anyone"}))


class Token(models.Model):
    """A key for programs, or for the calendar feed alone, which must stand in a link: only its digest is kept."""

    class Use(models.TextChoices):
        PROGRAM = "program"
        CALENDAR = "calendar"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    use = models.CharField(max_length=20, choices=Use.choices, default=Use.PROGRAM)
    label = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
