"""Whoever comes without an account: reads what is public, and checks evidence and certificates without trusting the site."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from browser.conftest import Welcome
from browser.people import Visitor

VERIFIER = [sys.executable, "-m", "shuzha_verifier"]


def test_a_visitor_walks_from_the_front_page_to_a_notice_an_article_and_the_market(welcome: Welcome) -> None:
    visitor = welcome()
    assert visitor.goes_to("/") == 200
    visitor.page.get_by_role("navigation").get_by_role("link", name="公示公告").click()
    visitor.follows("综合评审结果")
    assert "衡川数据运营有限公司" in visitor.reads
    visitor.goes_to("/law/beijing-2023/28")
    assert "平台的落实" in visitor.reads
    visitor.page.get_by_role("navigation").get_by_role("link", name="交易市场").click()
    visitor.follows("查看与下单")
    assert "¥1.37" in visitor.reads


def test_a_visitor_is_asked_to_sign_in_where_cases_are_handled(welcome: Welcome) -> None:
    visitor = welcome()
    visitor.goes_to("/cases/")
    assert "/enter/" in visitor.page.url


def test_a_certificate_downloaded_from_the_register_verifies_offline_and_no_longer_after_one_change(
    welcome: Welcome, tmp_path: Path
) -> None:
    visitor = welcome()
    visitor.goes_to("/registry/")
    visitor.page.locator("td a[href^='/registry/']").first.click()
    assert visitor.page.get_by_role("img", name="二维码").evaluate(
        "(image) => image.decode().then(() => image.naturalWidth > 0)"
    )
    document = downloaded(visitor, "下载凭证文件", tmp_path)
    keys = re.findall(r"--key '?([^'\s\\]+)", visitor.reads)
    assert len(keys) == 2
    assert verified(document, keys).returncode == 0

    told = json.loads(document.read_text())
    told["credential"]["credentialSubject"]["scenario"] += "！"
    document.write_text(json.dumps(told, ensure_ascii=False))
    refused = verified(document, keys)
    assert refused.returncode != 0
    assert refused.stdout + refused.stderr


def test_the_receipt_of_any_event_can_be_downloaded_and_checked_on_the_site_and_without_it(
    welcome: Welcome, tmp_path: Path
) -> None:
    visitor = welcome()
    visitor.goes_to("/evidence/?q=certified")
    key = visitor.main.locator("code[data-language=key]").first.inner_text()
    visitor.page.locator("tbody th a").first.click()
    assert "存证第" in visitor.reads
    receipt = downloaded(visitor, "下载回执", tmp_path)
    assert verified(receipt, [key]).returncode == 0

    visitor.goes_to("/evidence/verify/")
    visitor.page.set_input_files("input[type=file]", receipt)
    visitor.presses("核验")
    assert "回执成立" in visitor.reads

    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(receipt.read_text().replace('"index": ', '"index": 1'))
    visitor.page.set_input_files("input[type=file]", spoilt)
    visitor.presses("核验")
    assert "这份文件不能证明任何事项" in visitor.reads
    assert "怎么办" in visitor.reads


def test_the_language_switch_keeps_the_page_and_says_everything_in_english(welcome: Welcome) -> None:
    visitor = welcome()
    visitor.goes_to("/market/")
    visitor.page.get_by_role("button", name="English").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.url.endswith("/market/")
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    assert "Data products for sale" in visitor.reads
    visitor.page.get_by_role("button", name="中文").click()
    assert "挂牌数据产品" in visitor.reads


def downloaded(visitor: Visitor, words: str, folder: Path) -> Path:
    with visitor.page.expect_download() as arriving:
        visitor.main.get_by_role("link", name=words).click()
    place = folder / arriving.value.suggested_filename
    arriving.value.save_as(place)
    return place


def verified(document: Path, keys: list[str]) -> subprocess.CompletedProcess[str]:
    trusted = [word for key in keys for word in ("--key", key)]
    return subprocess.run([*VERIFIER, str(document), *trusted], capture_output=True, text=True, check=False)
