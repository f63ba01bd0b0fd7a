"""Addresses of organizations and members."""

from django.urls import URLPattern, path

from zhibu.registry import accounts, editing, tables, views


def table(place: str, kind: tables.Table, suffix: str) -> list[URLPattern]:
    """The pages on which one kind of table comes in and goes out."""
    given = {"table": kind}
    return [
        path(f"{place}/export/", tables.export, given, name=f"export{suffix}"),
        path(f"{place}/import/", tables.upload, given, name=f"import{suffix}"),
        path(f"{place}/import/template/", tables.template, given, name=f"import{suffix}_template"),
        path(f"{place}/import/<int:pk>/", tables.preview, given, name=f"import{suffix}_preview"),
    ]


app_name = "registry"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/found/", editing.found, name="found"),
    path("organizations/<int:pk>/change/", editing.change_organization, name="change_organization"),
    path("organizations/<int:pk>/admit/", editing.admit, name="admit"),
    path("organizations/<int:pk>/accounts/", accounts.several, name="accounts"),
    path("members/", views.roster, name="roster"),
    *table("members", tables.OF_MEMBERS, ""),
    *table("organizations", tables.OF_ORGANIZATIONS, "_organizations"),
    path("members/<int:pk>/", views.member, name="member"),
    path("members/<int:pk>/change/", editing.change_member, name="change_member"),
    path("members/<int:pk>/account/", accounts.account, name="account"),
    path("members/<int:pk>/post/", editing.post, name="post"),
    path("posts/<int:pk>/end/", editing.end, name="end_post"),
    path("begin/", accounts.begin, name="begin"),
    path("me/", views.own, name="own"),
]
