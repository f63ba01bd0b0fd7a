"""Addresses of the self-check and the meter."""

from django.urls import path

from zhibu.burden import views

app_name = "burden"
urlpatterns = [
    path("", views.self_check, name="self_check"),
    path("paper/", views.paper, name="paper"),
    path("organizations/<int:pk>/", views.meter, name="meter"),
    path("organizations/<int:pk>/paper/", views.meter_paper, name="meter_paper"),
]
