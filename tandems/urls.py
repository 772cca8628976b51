"""Addresses of offers, tandems and meetings."""

from django.urls import path

from tandems.views import agreements, closings, meetings, offers, pauses, pictures, rooms

urlpatterns = [
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/yes/", offers.offer_accept, name="offer_accept"),
    path("offers/<int:pk>/no/", offers.offer_decline, name="offer_decline"),
    path("tandems/", rooms.tandem_list, name="tandem_list"),
    path("tandems/<int:pk>/", rooms.tandem, name="tandem"),
    path("tandems/<int:pk>/agreement/", agreements.agreement, name="agreement"),
    path("tandems/<int:pk>/agreement/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("tandems/<int:pk>/agreement/<int:number>/", agreements.agreement_version, name="agreement_version"),
    path("tandems/<int:pk>/agreement/<int:number>/yes/", agreements.agreement_confirm, name="agreement_confirm"),
    path("tandems/<int:pk>/agreement/<int:number>/no/", agreements.agreement_set_aside, name="agreement_set_aside"),
    path("tandems/<int:pk>/where-we-stand/", pictures.picture, name="picture"),
    path("tandems/<int:pk>/where-we-stand/edit/", pictures.picture_edit, name="picture_edit"),
    path("tandems/<int:pk>/where-we-stand/show/", pictures.picture_share, name="picture_share"),
    path("tandems/<int:pk>/where-we-stand/take-back/", pictures.picture_take_back, name="picture_take_back"),
    path("tandems/<int:pk>/end/", rooms.part_page, name="part"),
    path("tandems/<int:pk>/closing/", closings.closing_page, name="closing"),
    path("tandems/<int:pk>/closing/yes/", closings.closing_agree, name="closing_agree"),
    path("tandems/<int:pk>/closing/no/", closings.closing_aside, name="closing_aside"),
    path("tandems/<int:pk>/thanks/", closings.thanks, name="thanks"),
    path("tandems/<int:pk>/certificate/<slug:language>.pdf", closings.certificate_pdf, name="certificate"),
    path("tandems/<int:pk>/pause/", pauses.pause_page, name="pause"),
    path("tandems/<int:pk>/resume/", pauses.resume_now, name="resume"),
    path("tandems/<int:pk>/meetings/add/", meetings.meeting_add, name="meeting_add"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:pk>.ics", meetings.meeting_ics, name="meeting_ics"),
    path("meetings/<uuid:pk>/date/", meetings.meeting_date, name="meeting_date"),
    path("meetings/<uuid:pk>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("meetings/<uuid:pk>/held/", meetings.meeting_hold, name="meeting_hold"),
    path("meetings/<uuid:pk>/time/", meetings.meeting_effort, name="meeting_effort"),
]
