"""Addresses of the journal."""

from django.urls import path

from journals.views import entries, sharing

urlpatterns = [
    path("journal/", entries.journal, name="journal"),
    path("journal/new/<int:pk>/", entries.entry_new, name="entry_new"),
    path("journal/<uuid:pk>/", entries.entry, name="entry"),
    path("journal/<uuid:pk>/edit/", entries.entry_edit, name="entry_edit"),
    path("journal/<uuid:pk>/open/", sharing.entry_open, name="entry_open"),
    path("journal/<uuid:pk>/take-back/", sharing.entry_take_back, name="entry_take_back"),
    path("journal/<uuid:pk>/delete/", entries.entry_delete, name="entry_delete"),
]
