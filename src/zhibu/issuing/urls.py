"""Addresses of plans and drafts."""

from django.urls import path

from zhibu.issuing import views, views_drafts, views_duties

app_name = "issuing"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/file/", views.plan_file, name="plan_file"),
    path("<int:pk>/repeal/", views.repeal, name="repeal"),
    path("<int:pk>/revise/", views.revise, name="revise"),
    path("upload/", views_drafts.upload, name="upload"),
    path("drafts/<int:pk>/", views_drafts.review, name="review"),
    path("drafts/<int:pk>/file/", views_drafts.draft_file, name="draft_file"),
    path("drafts/<int:pk>/clear/", views_drafts.accept_clear, name="accept_clear"),
    path("drafts/<int:pk>/scope/", views_drafts.scope, name="scope"),
    path("drafts/<int:pk>/preview/", views_drafts.preview, name="preview"),
    path("drafts/<int:pk>/discard/", views_drafts.discard, name="discard"),
    path("drafts/<int:pk>/add/", views_duties.add, name="add"),
    path("duties/<int:pk>/", views_duties.duty, name="duty"),
    path("duties/<int:pk>/decide/", views_duties.decide, name="decide"),
]
