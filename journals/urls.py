"""Addresses of the journal."""

from django.urls import path

from journals import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/new/<int:pk>/", views.entry_new, name="entry_new"),
    path("journal/<uuid:pk>/", views.entry, name="entry"),
    path("journal/<uuid:pk>/edit/", views.entry_edit, name="entry_edit"),
    path("journal/<uuid:pk>/delete/", views.entry_delete, name="entry_delete"),
]
