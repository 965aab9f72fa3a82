"""`shuzha person erase`: the door to the promise that erasing someone is destroying one key."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services.home import Home


@click.group()
def person() -> None:
    """自然人。Natural persons."""


@person.command()
@click.argument("person", type=click.UUID)
@click.confirmation_option(prompt="姓名与身份号码将永久无法读取 / The name and number will be unreadable for good. OK?")
@home_option
def erase(person: uuid.UUID, home: Path) -> None:
    """销毁该人的密钥并停用其账号；其办理过的事项仍可核验。Destroys the person's key and closes their accounts.

    PERSON 为事件回执所载的人员标识。PERSON is the identifier that events name them by.
    """
    enter(Home.at(home))
    from shuzha.archive.cases.parties import erase_person
    from shuzha.archive.clock import city_clock
    from shuzha.archive.parties.models import Person

    found = Person.objects.filter(pk=person).first()
    if found is None:
        raise click.ClickException(f"没有该人员 / There is no such person: {person}")
    erase_person(person=found, at=city_clock().now())
    click.echo(f"✓ 密钥已销毁 / key destroyed: {person}")
