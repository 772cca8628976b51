"""Which programmes a person runs: this floor cannot know, so `programs` tells it in `AppConfig.ready()`.

Without a provider nobody runs any, and HR's outbox shows only what belongs to no programme.
"""

from collections.abc import Callable

from people.models import Person

Provider = Callable[[Person], set[int]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(person)` returns the primary keys of the programmes that `person` manages."""
    if provider not in _providers:
        _providers.append(provider)


def managed_programs(person: Person) -> set[int]:
    return set().union(*(provider(person) for provider in _providers))
