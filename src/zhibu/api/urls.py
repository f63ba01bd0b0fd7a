"""Addresses of the interface and of its pages for people."""

from django.urls import path, re_path

from zhibu.api import views
from zhibu.api.endpoints import api

app_name = "api"
urlpatterns = [
    path("", views.docs, name="docs"),
    path("tokens/", views.tokens, name="tokens"),
    path("openapi.json", views.openapi, name="openapi"),
    path("v1/", api.urls),
    re_path(r"^v1/[\s\S]", views.nothing, name="nothing"),  # whatever else is asked for
]
