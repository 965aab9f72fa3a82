"""The addresses of this office: zones, the catalogue, the analyst's workbench, data interfaces."""

from __future__ import annotations

from django.urls import path

from shuzha.offices.zones import pages_catalogue, pages_interfaces, pages_upload, pages_workbench, pages_zones

app_name = "zones"
_UPLOAD = "catalogue/<slug:name>/upload/"

urlpatterns = [
    path("zones/", pages_zones.index, name="index"),
    path("zones/<uuid:call>/", pages_zones.show, name="show"),
    path("zones/<uuid:call>/stopped/<int:halt>/", pages_zones.confirm_stop, name="confirm-stop"),
    path("catalogue/", pages_catalogue.index, name="catalogue"),
    path("catalogue.jsonld", pages_catalogue.index_linked, name="catalogue-linked"),
    path("catalogue/<slug:name>.jsonld", pages_catalogue.show_linked, name="resource-linked"),
    path("catalogue/<slug:name>/", pages_catalogue.show, name="resource"),
    path(_UPLOAD, pages_upload.upload, name="upload"),
    path(f"{_UPLOAD}begin/", pages_upload.begin, name="upload-begin"),
    path(f"{_UPLOAD}<slug:staging>/finish/", pages_upload.finish, name="upload-finish"),
    path(f"{_UPLOAD}<slug:staging>/<int:index>/", pages_upload.chunk, name="upload-chunk"),
    path("catalogue/<slug:name>/grades/", pages_upload.grades, name="grades"),
    path("workbench/", pages_workbench.workbench, name="workbench"),
    path("interfaces/", pages_interfaces.index, name="interfaces"),
    path("interfaces/new/", pages_interfaces.create, name="interface-new"),
    path("interfaces/<slug:name>/", pages_interfaces.show, name="interface"),
]
