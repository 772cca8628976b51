"""Addresses that exist only with DEMO=1."""

from django.urls import path

from mentoring.demo import views

urlpatterns = [
    path("mailbox/", views.letters, name="mailbox"),
    path("mailbox/<str:name>/", views.letter, name="letter"),
    path("mailbox/<str:name>/html", views.letter_html, name="letter_html"),
    path("mailbox/<str:name>/<int:number>", views.letter_attachment, name="letter_attachment"),
]
