"""Addresses."""

from django.urls import path

from programs import views

urlpatterns = [
    path("programs/", views.program_list, name="program_list"),
    path("programs/<slug:slug>/", views.program, name="program"),
    path("programs/<slug:slug>/join/<slug:step>/", views.sign_up, name="sign_up"),
    path("programs/<slug:slug>/briefing/<slug:audience>/", views.briefing, name="briefing"),
    path("programs/<slug:slug>/leave/", views.withdraw, name="withdraw"),
]
