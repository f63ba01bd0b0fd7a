"""Addresses of records."""

from django.urls import path

from zhibu.gatherings import correcting, leave_views, recording, views

app_name = "gatherings"
urlpatterns = [
    path("", views.listing, name="list"),
    path("register/", views.register_table, name="register"),
    path("record/", recording.record, name="record"),
    path("record/draft/", recording.draft, name="draft"),
    path("record/draft/drop/", recording.drop_draft, name="drop_draft"),
    path("record/people/", recording.people, name="people"),
    path("mine/", views.own, name="own"),
    path("members/<int:pk>/", views.member, name="member"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("leave/", leave_views.own, name="own_leave"),
    path("leave/ask/", leave_views.ask, name="ask_leave"),
    path("leave/of/<int:pk>/", leave_views.of_organization, name="exemptions"),
    path("leave/<int:pk>/decide/", leave_views.decide, name="decide_leave"),
    path("leave/<int:pk>/decide-below/", leave_views.decide_below, name="decide_below"),
    path("leave/<int:pk>/withdraw/", leave_views.withdraw, name="withdraw_leave"),
    path("leave/exemptions/<int:pk>/end/", leave_views.end_exemption, name="end_exemption"),
    path("<int:pk>/", views.gathering, name="gathering"),
    path("<int:pk>/minutes/", views.minutes_paper, name="minutes"),
    path("<int:pk>/correct/", correcting.correct, name="correct"),
    path("<int:pk>/cancel/", correcting.cancel, name="cancel"),
]
