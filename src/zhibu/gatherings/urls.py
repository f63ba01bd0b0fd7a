"""Addresses of records."""

from django.urls import path

from zhibu.gatherings import correcting, recording, views

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
    path("exemptions/of/<int:pk>/", views.exemptions, name="exemptions"),
    path("exemptions/<int:pk>/end/", views.end_exemption, name="end_exemption"),
    path("<int:pk>/", views.gathering, name="gathering"),
    path("<int:pk>/minutes/", views.minutes_paper, name="minutes"),
    path("<int:pk>/correct/", correcting.correct, name="correct"),
    path("<int:pk>/cancel/", correcting.cancel, name="cancel"),
]
