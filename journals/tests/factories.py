import factory

from journals.enums import Visibility
from journals.models import Entry
from tandems.tests.factories import TandemFactory


class EntryFactory(factory.django.DjangoModelFactory):
    """A private entry of the mentee, without a meeting."""

    class Meta:
        model = Entry

    tandem = factory.SubFactory(TandemFactory)
    author = factory.SelfAttribute("tandem.mentee.person")
    visibility = Visibility.PRIVATE
    text = "Ich habe nie gefragt, warum niemand spricht."
