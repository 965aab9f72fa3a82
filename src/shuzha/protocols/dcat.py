"""The catalogue in DCAT 3 as JSON-LD: what there is and on what terms, never a row.

A resource has no distribution that could be downloaded: it is served by the gate, under a grant, and the description
says so. Columns are described in the terms of CSV on the Web.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text

CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "csvw": "http://www.w3.org/ns/csvw#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "shuzha": "urn:shuzha:terms:",
}
_TYPES = {"int64": "xsd:integer", "double": "xsd:double", "bool": "xsd:boolean", "date32[day]": "xsd:date"}


def catalogue(resources: Iterable[Resource], *, base: str, title: Text) -> dict[str, Any]:
    """The whole catalogue; `base` is the platform's address without a slash at its end. Standard: W3C DCAT 3."""
    return {
        "@context": CONTEXT,
        "@id": f"{base}/catalogue/",
        "@type": "dcat:Catalog",
        "dct:title": _both(title),
        "dcat:service": _service(base),
        "dcat:dataset": [_dataset(resource, base) for resource in resources],
    }


def dataset(resource: Resource, *, base: str) -> dict[str, Any]:
    """One resource with its columns. Standard: W3C DCAT 3, CSV on the Web."""
    columns = [_column(column) for column in resource.columns.all()]
    described = _dataset(resource, base) | {"csvw:tableSchema": {"@type": "csvw:Schema", "csvw:column": columns}}
    return {"@context": CONTEXT, **described, "dcat:service": _service(base)}


def _dataset(resource: Resource, base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}/catalogue/{resource.name}/",
        "@type": "dcat:Dataset",
        "dct:identifier": resource.name,
        "dct:title": _both(resource.title),
        "dct:description": _both(resource.description),
        "dct:publisher": _publisher(resource.publisher),
        "dcat:theme": resource.theme,
        "dct:issued": {"@type": "xsd:date", "@value": resource.issued.isoformat()},
        "dct:modified": {"@type": "xsd:dateTime", "@value": resource.case.moved_at.isoformat()},
        "dct:accrualPeriodicity": resource.accrual,
        "dct:source": resource.source,
        "dct:rights": resource.licence,
        "dct:accessRights": _both(Text("经授权使用，原始数据不出域", "Used under a grant; raw data does not leave")),
        "dcat:version": str(resource.version),
        "shuzha:grade": resource.grade,
        "shuzha:rows": resource.rows,
        "shuzha:privacyUnit": resource.unit,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "@type": "csvw:Column",
        "csvw:name": column.name,
        "csvw:title": _both(column.title),
        "csvw:datatype": _TYPES.get(column.type, "xsd:string"),
        "shuzha:class": column.confirmed_class or column.suggested_class,
        "shuzha:grade": column.grade,
        "shuzha:treatment": column.treatment or None,
    }


def _publisher(organisation: Organisation) -> dict[str, Any]:
    return {
        "@type": "foaf:Organization",
        "foaf:name": _both(organisation.name),
        "dct:identifier": organisation.credit_code,
    }


def _service(base: str) -> dict[str, Any]:
    return {
        "@type": "dcat:DataService",
        "dct:title": _both(Text("数闸闸口（凭授权使用）", "The Shuzha gate (under a grant)")),
        "dcat:endpointURL": {"@id": f"{base}/workbench/"},
    }


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.zh, "@language": "zh-Hans"}, {"@value": text.en, "@language": "en"}]
