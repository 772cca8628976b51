import factory

from people.models import Department, Organisation, Person


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    name = "Genossenschaftsbank Neckartal eG"


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("organisation", "name")

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Firmenkunden"


class PersonFactory(factory.django.DjangoModelFactory):
    """Someone in the bank; signs in with the password `password`."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Vorname{n}")
    last_name = factory.Sequence(lambda n: f"Nachname{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    department = factory.SubFactory(DepartmentFactory, organisation=factory.SelfAttribute("..organisation"))
    employee_number = factory.Sequence(lambda n: f"{100000 + n}")
    site = "Heilbronn"
    level = 4
    spoken_languages = factory.LazyFunction(lambda: ["de"])
    password = factory.django.Password("password")
