"""Addresses of surveys and dashboards."""

from django.urls import path

from evaluation.figures import views as figures
from evaluation.figures.outcome import outcome
from evaluation.reports import views as reports
from evaluation.reports.evidence import views as evidence
from evaluation.surveys import views as surveys

urlpatterns = [
    path("surveys/<uuid:pk>/", surveys.survey, name="survey"),
    path("surveys/<uuid:pk>/decline/", surveys.survey_decline, name="survey_decline"),
    path("programs/<slug:slug>/outcome/", outcome, name="outcome"),
    path("evaluation/", figures.evaluation_list, name="evaluation_list"),
    path("evaluation/<slug:slug>/", figures.evaluation, name="evaluation"),
    path("evaluation/<slug:slug>/figures.csv", reports.evaluation_csv, name="evaluation_csv"),
    path("evaluation/<slug:slug>/figures.xlsx", reports.evaluation_xlsx, name="evaluation_xlsx"),
    path("evaluation/<slug:slug>/report.pdf", reports.evaluation_pdf, name="evaluation_pdf"),
    path("evaluation/<slug:slug>/evidence/", evidence.evidence_page, name="evidence"),
    path("evaluation/<slug:slug>/evidence.pdf", evidence.evidence_pdf, name="evidence_pdf"),
    path("evaluation/<slug:slug>/evidence.xlsx", evidence.evidence_xlsx, name="evidence_xlsx"),
]
