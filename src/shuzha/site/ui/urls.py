"""Where the gallery of components is found."""

from django.urls import path

from shuzha.site.ui import gallery

urlpatterns = [path("ui-components/", gallery.show, name="ui_components")]
