"""Addresses of accounts and posts."""

from django.urls import path

from zhibu.access import views

app_name = "access"
urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("<int:pk>/", views.account, name="account"),
]
