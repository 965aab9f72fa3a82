"""Addresses of the market, under /market/."""

from __future__ import annotations

from django.urls import path

from shuzha.offices.market import pages

app_name = "market"
urlpatterns = [
    path("", pages.listings, name="listings"),
    path("listings/<uuid:key>/", pages.listing, name="listing"),
    path("orders/", pages.orders, name="orders"),
    path("orders/<uuid:key>/", pages.order, name="order"),
    path("orders/<uuid:key>/call/", pages.call, name="call"),
]
