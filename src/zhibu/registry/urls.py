"""Addresses of organizations and members."""

from django.urls import path

from zhibu.registry import editing, tables, views

app_name = "registry"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/found/", editing.found, name="found"),
    path("organizations/<int:pk>/change/", editing.change_organization, name="change_organization"),
    path("organizations/<int:pk>/admit/", editing.admit, name="admit"),
    path("members/", views.roster, name="roster"),
    path("members/export/", tables.export, name="export"),
    path("members/import/", tables.upload, name="import"),
    path("members/import/<int:pk>/", tables.preview, name="import_preview"),
    path("members/<int:pk>/", views.member, name="member"),
    path("members/<int:pk>/change/", editing.change_member, name="change_member"),
    path("members/<int:pk>/post/", editing.post, name="post"),
    path("posts/<int:pk>/end/", editing.end, name="end_post"),
    path("me/", views.own, name="own"),
]
