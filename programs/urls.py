"""Addresses."""

from django.urls import path

from programs import community_views, concern_views, event_views, pool_views, views

urlpatterns = [
    path("profile/mentors/", pool_views.mentor_pool, name="mentor_pool"),
    path("profile/mentors/leave/", pool_views.mentor_pool_leave, name="mentor_pool_leave"),
    path("concerns/", concern_views.concern_list, name="concern_list"),
    path("concerns/new/<slug:slug>/", concern_views.concern_new, name="concern_new"),
    path("concerns/<uuid:pk>/", concern_views.concern, name="concern"),
    path("concerns/<uuid:pk>/state/", concern_views.concern_state, name="concern_state"),
    path("concerns/<uuid:pk>/hand-over/", concern_views.concern_hand_over, name="concern_hand_over"),
    path("concerns/<uuid:pk>/take-back/", concern_views.concern_take_back, name="concern_take_back"),
    path("events/<uuid:pk>/", event_views.event, name="event"),
    path("events/<uuid:pk>/answer/", event_views.event_answer, name="event_answer"),
    path("events/<uuid:pk>.ics", event_views.event_ics, name="event_ics"),
    path("events/<uuid:pk>/drop/", community_views.peer_session_drop, name="peer_session_drop"),
    path("resources/<int:pk>/", community_views.resource, name="resource"),
    path("programs/<slug:slug>/community/", community_views.community, name="community"),
    path("programs/<slug:slug>/community/ask-me/", community_views.community_contact, name="community_contact"),
    path("programs/<slug:slug>/community/stop/", community_views.community_contact_stop, name="community_contact_stop"),
    path("programs/<slug:slug>/community/session/", community_views.peer_session_new, name="peer_session_new"),
    path("programs/", views.program_list, name="program_list"),
    path("programs/<slug:slug>/", views.program, name="program"),
    path("programs/<slug:slug>/join/<slug:step>/", views.sign_up, name="sign_up"),
    path("programs/<slug:slug>/briefing/<slug:audience>/", views.briefing, name="briefing"),
    path("programs/<slug:slug>/wait/", views.wait, name="wait"),
    path("programs/<slug:slug>/leave/", views.withdraw, name="withdraw"),
]
