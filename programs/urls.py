"""Addresses."""

from django.urls import path

from programs import pool_views, views

urlpatterns = [
    path("profile/mentors/", pool_views.mentor_pool, name="mentor_pool"),
    path("profile/mentors/leave/", pool_views.mentor_pool_leave, name="mentor_pool_leave"),
    path("programs/", views.program_list, name="program_list"),
    path("programs/<slug:slug>/", views.program, name="program"),
    path("programs/<slug:slug>/join/<slug:step>/", views.sign_up, name="sign_up"),
    path("programs/<slug:slug>/briefing/<slug:audience>/", views.briefing, name="briefing"),
    path("programs/<slug:slug>/leave/", views.withdraw, name="withdraw"),
]
