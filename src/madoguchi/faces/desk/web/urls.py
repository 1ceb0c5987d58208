"""Addresses of the desk, below the body's slug."""

from django.urls import path

from madoguchi.faces.desk.web import audit, cases, handing_over, holds, inbox, operation, publishing, routes, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.home, name="home"),
    path("desk/operation/", operation.overview, name="operation"),
    path("desk/operation.csv", operation.samples_csv, name="operation_csv"),
    path("desk/operation/tasks/", operation.act, name="operation_tasks"),
    path("desk/audit/", audit.log, name="audit"),
    path("desk/audit.csv", audit.log_csv, name="audit_csv"),
    path("desk/holds/", holds.listed, name="holds"),
    path("desk/holds.csv", holds.listed_csv, name="holds_csv"),
    path("desk/holds/<uuid:hold_id>/", holds.lift, name="lift_hold"),
    path("desk/cases/<uuid:case_id>/hold/", holds.place, name="hold"),
    path("desk/publishing/", publishing.listed, name="publishing"),
    path("desk/publishing/<uuid:procedure_id>/", publishing.procedure, name="publishing_procedure"),
    path("desk/publishing/<uuid:procedure_id>/publish/", publishing.publish, name="publish"),
    path("desk/publishing/<uuid:procedure_id>/discard/", publishing.discard, name="discard_prepared"),
    path("desk/publishing/<uuid:procedure_id>/preview/", publishing.preview, name="preview"),
    path("desk/publishing/<uuid:procedure_id>/preview/<slug:page_id>/", publishing.preview_page, name="preview_page"),
    path("desk/publishing/<uuid:procedure_id>/<int:number>.json", publishing.definition, name="definition"),
    path("desk/routes/", routes.listed, name="routes"),
    path("desk/routes/new/", routes.new, name="new_route"),
    path("desk/routes/save/", routes.save, name="save_route"),
    path("desk/routes/r/<slug:code>/", routes.route, name="route"),
    path("desk/routes/r/<slug:code>/change/", routes.change, name="change_route"),
    path("desk/cases/", inbox.inbox, name="cases"),
    path("desk/cases.csv", inbox.inbox_csv, name="cases_csv"),
    path("desk/cases/assign/", inbox.assign_many, name="assign_many"),
    path("desk/cases/hand-over/<uuid:person_id>/", handing_over.hand_over, name="hand_over"),
    path("desk/cases/<uuid:case_id>/", cases.case, name="case"),
    path("desk/cases/<uuid:case_id>/history.json", cases.history_json, name="history_json"),
    path("desk/cases/<uuid:case_id>/start/", cases.start, name="start"),
    path("desk/cases/<uuid:case_id>/assign/", cases.assign, name="assign"),
    path("desk/cases/<uuid:case_id>/checks/", cases.check, name="check"),
    path("desk/cases/<uuid:case_id>/notes/", cases.note, name="note"),
    path("desk/cases/<uuid:case_id>/correction/", cases.correction, name="correction"),
    path("desk/cases/<uuid:case_id>/decision/", cases.decision, name="decision"),
    path("desk/cases/<uuid:case_id>/propose/", cases.propose, name="propose"),
    path("desk/cases/<uuid:case_id>/files/<uuid:file_id>/", cases.attachment, name="attachment"),
    path("desk/cases/<uuid:case_id>/documents/<uuid:document_id>/", cases.document, name="document"),
]
