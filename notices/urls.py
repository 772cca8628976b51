"""Addresses."""

from django.urls import path

from notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/preferences/", views.preferences, name="notice_preferences"),
    path("notices/<uuid:pk>/", views.notice, name="notice"),
    path("notices/stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
