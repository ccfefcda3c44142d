"""The shelf on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from mihome_desk import text
from mihome_desk.cli import main
from mihome_desk.desk import Desk
from mihome_desk.rules.stock import ReceiveParts
from mihome_desk.tools import stock_text
from tests.builders import ok, store


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = store(tmp_path)
    ok(made.do(ReceiveParts("SCR-9", 3, "bought", 40_000, "屏幕", "小米 9 屏幕", ("小米 9",))))
    ok(made.do(ReceiveParts("SCR-9", 2, "issued")))
    ok(made.do(ReceiveParts("BAT-1", 1, "bought", part="电池", name="电池", low=1)))
    yield made
    made.close()


def test_the_shelf_is_listed_in_columns_what_is_short_first(desk: Desk) -> None:
    text.use("zh_CN")
    head, first, second = stock_text.as_text(desk.stock()).splitlines()
    assert head.split() == ["料号", "名称", "自购", "可用", "下发", "进价", "毛利"]
    assert first.split() == ["BAT-1", "电池", "1", "1", "0", "低库存", "!"]
    assert second.split() == ["SCR-9", "小米", "9", "屏幕", "3", "3", "2", "￥400.00", "￥390.00"]
    assert cell_len(head) == cell_len(second)


def test_an_empty_shelf_says_what_to_do(desk: Desk) -> None:
    text.use("en")
    try:
        assert "Receive parts first" in stock_text.as_text(desk.stock("nothing like it"))
    finally:
        text.use("zh_CN")


def test_the_command_line_answers_in_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(desk.home.folder)
    assert main(["stock", "mi9", "screen", "--json", "--home", folder]) == 0
    (item,) = json.loads(capsys.readouterr().out)
    assert (item["sku"], item["part"], item["fits"]) == ("SCR-9", "DISPLAY", ["小米 9"])
    assert (item["on_hand"], item["issued"], item["cost"], item["cap"], item["margin"]) == (
        3,
        2,
        40_000,
        79_000,
        39_000,
    )
    assert main(["stock", "--home", folder]) == 0
    assert "BAT-1" in capsys.readouterr().out


def test_parts_of_a_repair_by_script(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {
            "do": "receive_parts",
            "sku": "CAM-1",
            "qty": 2,
            "owner": "bought",
            "part": "后摄",
            "name": "后摄",
            "cost": 9_000,
        },
        {"do": "receive_parts", "sku": "CAM-1", "qty": 2, "owner": "bought", "cost": 90.5},
        {"do": "receive_parts", "sku": "CAM-1", "qty": 1, "owner": "bought", "serials": ["SN-0001"]},
        {"do": "receive_parts", "sku": "CAM-1", "qty": 1, "owner": "bought", "serials": ["sn-0001"]},
        {"do": "count_stock", "sku": "CAM-1", "counted": 3},
        {"do": "open_box"},
        {"do": "request_parts", "lines": [{"sku": "CAM-1", "qty": 5}]},
    ]
    script = tmp_path / "parts.jsonl"
    script.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert main(["do", str(script), "--home", str(desk.home.folder)]) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer.get("code", "") for answer in answers] == ["", "not_whole", "", "serial_used", "", "", ""]
    assert (answers[3]["field"], answers[5]["box"], answers[6]["request"]) == ("serials.0", "B0001", "R0001")
