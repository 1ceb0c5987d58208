"""Addresses of the pages on which rules are tried and their impact is seen."""

from django.urls import path

from madoguchi.faces.desk.web import trying_case_pages, trying_impact, trying_pages

urlpatterns = [
    path("desk/rules/d/<uuid:draft>/impact/", trying_impact.impact, name="rule_impact"),
    path("desk/rules/d/<uuid:draft>/impact.csv", trying_impact.impact_csv, name="rule_impact_csv"),
    path("desk/rules/d/<uuid:draft>/impact.xlsx", trying_impact.impact_xlsx, name="rule_impact_xlsx"),
    path("desk/rules/d/<uuid:draft>/cases/", trying_case_pages.listed, name="rule_cases"),
    path("desk/rules/d/<uuid:draft>/cases/new/", trying_pages.new_case, name="rule_new_case"),
    path("desk/rules/d/<uuid:draft>/cases/<int:line>/", trying_case_pages.case, name="rule_case"),
    path("desk/rules/h/find/", trying_pages.find_revision, name="rule_find_revision"),
    path("desk/rules/<str:package>/try/", trying_pages.try_rules, name="rule_try"),
    path("desk/rules/<str:package>/r/<uuid:revision>/recount/", trying_pages.recount, name="rule_recount"),
]
