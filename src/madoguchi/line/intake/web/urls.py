"""Addresses of intake, below the body's slug."""

from django.urls import path

from madoguchi.line.intake.web import views

app_name = "intake"
urlpatterns = [
    path("apply/resume/", views.resume, name="resume"),
    path("apply/receipt/<uuid:application_id>/", views.receipt, name="receipt"),
    path("apply/receipt/<uuid:application_id>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
    # a page may be called "review": pages have a folder of their own
    path("apply/d/<uuid:draft_id>/p/<slug:page_id>/", views.draft_page, name="draft_page"),
    path("apply/d/<uuid:draft_id>/card/<slug:page_id>/", views.draft_card, name="draft_card"),
    path("apply/d/<uuid:draft_id>/review/", views.draft_review, name="draft_review"),
    path("apply/d/<uuid:draft_id>/submit/", views.draft_submit, name="draft_submit"),
    path("apply/d/<uuid:draft_id>/later/", views.draft_later, name="draft_later"),
    path("apply/d/<uuid:draft_id>/forget/", views.draft_forget, name="draft_forget"),
    path("apply/d/<uuid:draft_id>/discard/", views.draft_discard, name="draft_discard"),
    path("apply/d/<uuid:draft_id>/files/<uuid:file_id>/", views.draft_file, name="draft_file"),
    path("apply/rules/<uuid:version_id>/<slug:sha256>.js", views.rules_script, name="rules_script"),
    path("apply/<slug:code>/", views.start, name="start"),
    path("apply/<slug:code>/proxy/", views.proxy, name="proxy"),
    path("applications/<uuid:application_id>/files/<uuid:file_id>/", views.own_file, name="file"),
    path("applications/<uuid:application_id>/withdraw/", views.withdraw, name="withdraw"),
    path("applications/<uuid:application_id>/correction/", views.correction, name="correction_overview"),
    path(
        "applications/<uuid:application_id>/correction/p/<slug:page_id>/", views.correction_page, name="correction_page"
    ),
    path("applications/<uuid:application_id>/correction/review/", views.correction_review, name="correction_review"),
    path("applications/<uuid:application_id>/correction/submit/", views.correction_submit, name="correction_submit"),
    path(
        "applications/<uuid:application_id>/correction/files/<uuid:file_id>/",
        views.correction_file,
        name="correction_file",
    ),
    path("desk/enter/", views.enter, name="enter"),
    path("desk/enter/d/<uuid:draft_id>/p/<slug:page_id>/", views.entry_form, name="entry_page"),
    path("desk/enter/d/<uuid:draft_id>/review/", views.entry_review, name="entry_review"),
    path("desk/enter/d/<uuid:draft_id>/submit/", views.entry_submit, name="entry_submit"),
    path("desk/enter/d/<uuid:draft_id>/files/<uuid:file_id>/", views.entry_file, name="entry_file"),
    path("desk/enter/receipt/<uuid:application_id>/", views.entry_receipt, name="entry_receipt"),
    path("desk/enter/receipt/<uuid:application_id>/receipt.pdf", views.entry_receipt_pdf, name="entry_receipt_pdf"),
]
