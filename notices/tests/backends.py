"""E-mail backends that fail."""

from django.core.mail.backends.base import BaseEmailBackend


class Broken(BaseEmailBackend):
    def send_messages(self, email_messages: object) -> int:
        raise RuntimeError("<lena@example.org>")
