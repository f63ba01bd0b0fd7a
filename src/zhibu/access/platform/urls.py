"""The addresses of allauth's own provider, with the views of this one."""

from django.urls import path

from zhibu.access.platform import views

urlpatterns = [
    path("oidc/<str:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
