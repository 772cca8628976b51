"""What was said to whom by mail, and what a page says."""

from notices import kinds, mail
from notices.models import Notice


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def letter(kind, recipient):
    return written(Notice.objects.get(kind=kind, recipient=recipient), kind)


def letter_of_last(kind, recipient):
    return written(Notice.objects.filter(kind=kind, recipient=recipient).latest("pk"), kind)


def written(notice, kind):
    built = mail.build(notice, kinds.get(kind))
    return f"{built.subject}\n{built.body}"


def text(response):
    return response.content.decode()
