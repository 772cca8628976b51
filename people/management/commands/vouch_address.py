"""For whoever runs the server, where no other system administrator is left to vouch for a changed address."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.accounts import addresses
from people.errors import ActionError


class Command(BaseCommand):
    help = "Vouch for the changed address of a person who cannot confirm it. It counts after seven days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the new address")
        parser.add_argument("--reason", required=True, help="how it was made sure; stands in the log")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = addresses.waiting().by_email(options["address"]).first()
        if person is None:
            raise CommandError("Nobody with this address waits for it to be confirmed.")
        try:
            addresses.vouch(person=person, actor=None, now=timezone.now(), reason=options["reason"])
        except ActionError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"The account opens at {addresses.opens_at(person):%Y-%m-%d %H:%M}. The old address is told.")
