"""The API as a program with a token calls it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

JSON = "application/json"
ZONE = {
    "zone_zh": "金融专区", "zone_en": "Finance zone", "kind": "domain",
    "conditions": "具备数据安全能力", "requirements": "持续运营并接受监管",
}  # fmt: skip


class Program:
    """A program with a token."""

    def __init__(self, token: str = "") -> None:
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> Any:
        return Client(raise_request_exception=False).get(f"/api/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, content_type: str = JSON, **headers: str) -> Any:
        sent = body if isinstance(body, bytes) else json.dumps(body if body is not None else {}).encode()
        client = Client(raise_request_exception=False)
        return client.post(f"/api/{path}", sent, content_type=content_type, headers=self.headers | headers)


def program(city: Any, name: str) -> Program:
    from shuzha.archive.parties.operations import issue_token

    return Program(issue_token(account=city.accounts[name], label="test", at=city.now))


def codes(response: Any) -> set[str]:
    """The reasons of a refusal, each told in both languages with its remedy and what it stands on."""
    denials = response.json()["denials"]
    for denial in denials:
        for key in ("reason", "remedy"):
            assert denial[key]["zh"]
            assert denial[key]["en"]
        assert denial["cites"]
    return {denial["code"] for denial in denials}
