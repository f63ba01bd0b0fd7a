"""Addresses of where help is needed, and of offers."""

from django.urls import path

from zhibu.helping import views, views_offers

app_name = "helping"
urlpatterns = [
    path("", views.where, name="where"),
    path("organizations/<int:pk>/", views.needs, name="needs"),
    path("organizations/<int:pk>/clause/", views.clause, name="clause"),
    path("organizations/<int:pk>/offer/", views_offers.offer, name="offer"),
    path("organizations/<int:pk>/offers/", views_offers.offers, name="offers"),
    path("offers/<int:pk>/answer/", views_offers.answer, name="answer"),
    path("offers/<int:pk>/withdraw/", views_offers.withdraw, name="withdraw"),
]
