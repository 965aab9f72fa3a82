"""What the client's refusals look like, and where it sends a token."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import shuzha_client

DENIALS = [
    {
        "code": "row-output",
        "reason": {"zh": "查询会逐行输出 <b>", "en": "The query would output rows <b>"},
        "remedy": {"zh": "请改为汇总", "en": "Aggregate"},
        "cites": ["beijing-2023/21"],
        "field": "sql",
        "limit": {
            "text": {"zh": "须于 <3月5日> 前", "en": "by <5 March>"},
            "last_day": "2026-03-05",
            "provisional": False,
            "cites": [],
        },
    },
    {
        "code": "x",
        "reason": {"zh": "其二", "en": "Second"},
        "remedy": {"zh": "改", "en": "Change"},
        "cites": [],
        "field": "",
    },
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["1. 查询会逐行输出", "怎么办: 请改为汇总", "期限: 须于 <3月5日> 前", "beijing-2023/21", "2. 其二"]),
        ("en-GB", ["1. The query", "Aggregate", "Time limit: by <5 March>", "2. Second"]),
    ],
)
def test_a_refusal_lists_every_reason_remedy_and_article(language: str, said: list[str]) -> None:
    text = str(shuzha_client.Refused(DENIALS, language=language))
    assert all(words in text for words in said)


def test_a_card_in_a_notebook_escapes_what_it_was_told() -> None:
    card = shuzha_client.Refused(DENIALS)._repr_html_()
    assert "&lt;b&gt;" in card
    assert "<b>查询" in card
    assert "期限: 须于 &lt;3月5日&gt; 前" in card


def test_a_sealed_answer_says_one_sentence() -> None:
    sealed = shuzha_client.Sealed({"zh": "未能放行。", "en": "Not released."}, language="en")
    assert str(sealed) == "Not released."
    assert "Not released." in sealed._repr_html_()


@pytest.mark.parametrize("url", ["ftp://x", "file:///etc/passwd", "127.0.0.1:8000", "", "http://data.example.cn"])
def test_a_token_is_not_sent_where_it_could_be_read(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|HTTP"):
        shuzha_client.connect(url, "sz_x")


@pytest.mark.parametrize("token", ["", "sz_a\nX-Evil: 1", "sz_中", "sz a"])
def test_a_malformed_token_is_refused_before_anything_is_sent(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        shuzha_client.connect("http://127.0.0.1:1", token)


class Odd(http.server.BaseHTTPRequestHandler):
    """Answers as something that is no platform might."""

    answer: tuple[int, bytes, dict[str, str]] = (200, b"", {})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, body, headers = self.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def odd() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"not arrow", {}),
        (500, b"<html>", {}),
        (422, b"[]", {}),
        (422, json.dumps({"denials": []}).encode(), {}),
        (403, b'{"sealed": true}', {}),
        (302, b"", {"Location": "http://127.0.0.1:1/"}),
        (204, b"", {}),
    ],
)
def test_an_odd_answer_is_a_fault_that_says_so(odd: str, answer: tuple[int, bytes, dict[str, str]]) -> None:
    Odd.answer = answer
    with pytest.raises(shuzha_client.PlatformFault):
        shuzha_client.connect(odd, "sz_x").query("SELECT 1", grant="g", purpose="p")


def test_a_platform_that_is_away_is_a_fault() -> None:
    with pytest.raises(shuzha_client.PlatformFault, match="cannot be reached"):
        shuzha_client.connect("http://127.0.0.1:1", "sz_x").grants()
