"""Addresses of calendars."""

from django.urls import path

from zhibu.calendars import views, views_feeds, views_planning, views_reminders

app_name = "calendars"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/year/", views.organization_year, name="organization_year"),
    path("organizations/<int:pk>/propose/", views_planning.propose, name="propose"),
    path("organizations/<int:pk>/add/", views_planning.add, name="add"),
    path("members/<int:pk>/", views.member, name="member"),
    path("planned/<int:pk>/", views_planning.planned, name="planned"),
    path("feeds/", views_feeds.feeds, name="feeds"),
    path("feed/<str:secret>.ics", views_feeds.feed, name="feed"),
    path("reminders/", views_reminders.reminders, name="reminders"),
]
