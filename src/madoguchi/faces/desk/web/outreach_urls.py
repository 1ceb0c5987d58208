"""Addresses of the desk's pages about whom to tell of a benefit."""

from django.urls import path

from madoguchi.faces.desk.web import outreach_lists, outreach_opt_outs, outreach_registers

urlpatterns = [
    path("desk/outreach/", outreach_lists.listed, name="outreach"),
    path("desk/outreach/new/", outreach_lists.new, name="new_outreach"),
    path("desk/outreach/make/", outreach_lists.make, name="make_outreach"),
    path("desk/outreach/why/", outreach_lists.why, name="outreach_why"),
    path("desk/outreach/opt-outs/", outreach_opt_outs.listed, name="opt_outs"),
    path("desk/outreach/opt-outs/withdraw/", outreach_opt_outs.withdraw, name="withdraw_opt_out"),
    path("desk/outreach/registers/", outreach_registers.shown, name="outreach_registers"),
    path("desk/outreach/l/<uuid:run_id>/", outreach_lists.one, name="outreach_list"),
    path("desk/outreach/l/<uuid:run_id>/households/", outreach_lists.households, name="outreach_households"),
    path("desk/outreach/l/<uuid:run_id>/households.csv", outreach_lists.households_csv, name="outreach_csv"),
    path("desk/outreach/l/<uuid:run_id>/households.xlsx", outreach_lists.households_xlsx, name="outreach_xlsx"),
]
