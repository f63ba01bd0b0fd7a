"""Addresses of what is to be done."""

from django.urls import path

from zhibu.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.this_month, name="this_month"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/year/", views.organization_year, name="organization_year"),
    path("organizations/<int:pk>/below/", views.below, name="below"),
    path("organizations/<int:pk>/why/", views.why_organization, name="why_organization"),
    path("members/<int:pk>/", views.member, name="member"),
    path("members/<int:pk>/year/", views.member_year, name="member_year"),
    path("members/<int:pk>/why/", views.why_member, name="why_member"),
    path("counted/<int:pk>/", views.counted, name="counted"),
]
