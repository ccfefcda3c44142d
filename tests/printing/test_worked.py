"""What record and receipt say of parts, exchange, refund, certificate and repair warranty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mihome_desk.db.dossier import Dossier
from mihome_desk.printing import worked
from mihome_desk.printing.gather import paper_of
from mihome_desk.printing.render import render
from mihome_desk.rules.completion import CompleteRepair
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.endings import NewDevice, RefundGiven
from mihome_desk.rules.service import PartUse, Purchase
from tests import builders
from tests.builders import ok, walk

NEW = "867400052345679"
LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])


def said(dossier: Dossier, kind: str, language: str) -> str:
    text = render(paper_of(dossier, kind, language), "text", 80).decode("utf-8")
    return "".join(text.split())


def ended(tmp_path: Path, command: CompleteRepair, kind: str = "own") -> Dossier:
    """A four days old phone, its fault covered, ended so."""
    desk = builders.store(tmp_path, kind=kind)
    bought = Purchase(bought="2026-11-18", proof="invoice")
    number = ok(desk.do(builders.open_ticket(purchase=bought))).ticket
    ok(desk.do(builders.pre(number)))
    ok(desk.do(DecideCoverage(number, "in", "四天前购买")))
    ok(desk.do(builders.post(number)))
    ok(desk.do(replace(command, ticket=number)))
    found = desk.dossier(number)
    assert found is not None
    return found


@LANGUAGES
def test_the_record_proves_an_exchange(tmp_path: Path, language: str) -> None:
    done = CompleteRepair("T", "exchanged", "屏幕不亮", "换机", new_device=NewDevice(NEW))
    told = said(ended(tmp_path, done), "repair_record", language)

    assert NEW in told
    assert "2026-11-22" in told


@LANGUAGES
def test_the_record_proves_a_refund(tmp_path: Path, language: str) -> None:
    done = CompleteRepair("T", "refunded", "屏幕不亮", "", refund=RefundGiven(199_900))

    assert "￥1,999.00" in said(ended(tmp_path, done), "repair_record", language)


def test_the_record_names_a_certificate_and_a_repair_has_no_exchange(tmp_path: Path) -> None:
    done = CompleteRepair("T", "certified", "屏幕不亮", "")
    certified = said(ended(tmp_path / "outlet", done, "outlet"), "repair_record", "en")
    assert "certifiedon2026-11-22" in certified

    desk = builders.store(tmp_path)
    repaired = desk.dossier(walk(desk, "ready"))
    assert repaired is not None
    assert "neitherexchangednorrefunded" in said(repaired, "repair_record", "en")


@LANGUAGES
def test_the_receipt_names_serials_and_the_last_day_of_the_warranty(tmp_path: Path, language: str) -> None:
    desk = builders.store(tmp_path)
    found = desk.dossier(walk(desk, "collected"))
    assert found is not None
    use = PartUse("K-SCREEN", "screen", "屏幕", 1, "bought", 9, old_serial="OLD12345", new_serial="NEW12345")
    out = PartUse("K-CELL", "battery", "电池", 1, "bought", 8, returned=1)
    found = found._replace(ticket=replace(found.ticket, parts=(use, out)))
    told = said(found, "pickup_receipt", language)

    assert "OLD12345" in told
    assert "NEW12345" in told
    assert "电池" not in told
    # 2026-11-22 and 90 days.
    assert "2027-02-20" in told
    assert worked.days() >= 30
