"""Addresses of the audit."""

from django.urls import path

from zhibu.access.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="events"),
    path("export/", views.export, name="export"),
]
