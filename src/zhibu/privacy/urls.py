"""Addresses of personal data and of requests about it."""

from django.urls import path

from zhibu.privacy import views, views_requests

app_name = "privacy"
urlpatterns = [
    path("", views.notice, name="notice"),
    path("me/", views.own, name="own"),
    path("me/export/", views.own_export, name="own_export"),
    path("me/ask/", views_requests.ask, name="ask"),
    path("me/withdraw/", views_requests.withdraw, name="withdraw"),
    path("members/<int:pk>/", views.member, name="member"),
    path("members/<int:pk>/export/", views.member_export, name="member_export"),
    path("members/<int:pk>/ask/", views_requests.ask_for, name="ask_for"),
    path("requests/", views_requests.requests, name="requests"),
    path("requests/<int:pk>/", views_requests.request, name="request"),
]
