"""Addresses of organizations and members."""

from django.urls import path

from zhibu.registry import views

app_name = "registry"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("members/", views.roster, name="roster"),
    path("members/<int:pk>/", views.member, name="member"),
    path("me/", views.own, name="own"),
]
