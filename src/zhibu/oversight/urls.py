"""Addresses of visits, matters, appointments and draws."""

from django.urls import path

from zhibu.oversight import views

app_name = "oversight"
urlpatterns = [
    path("", views.own, name="own"),
    path("organizations/<int:pk>/", views.branch, name="branch"),
    path("organizations/<int:pk>/note/", views.note, name="note"),
    path("matters/<int:pk>/answer/", views.answer, name="answer"),
    path("matters/<int:pk>/settle/", views.settle, name="settle"),
    path("appointments/", views.several, name="several"),
    path("draws/", views.draws, name="draws"),
    path("draws/<int:pk>/", views.draw, name="draw"),
]
