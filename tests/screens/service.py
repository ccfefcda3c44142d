"""A store in which the service rules have happened, and a repair centre: what their screens are shown with."""

from __future__ import annotations

from typing import Any

from mihome_desk.desk import Desk
from mihome_desk.rules.coverage import DecideCoverage
from mihome_desk.rules.intake import Customer, DeviceGiven, FaultGiven
from mihome_desk.rules.loaner import LendLoaner
from mihome_desk.rules.mailin import Pack, PassOn, Ship
from mihome_desk.rules.parcels import CheckParcel, ExpectParcel, ReceiveParcel
from mihome_desk.rules.parts import UsePart
from mihome_desk.rules.quote import LineGiven, MakeQuote
from mihome_desk.rules.repair import TellCustomer
from mihome_desk.rules.service import Purchase
from mihome_desk.rules.stock import LendPart, ReceiveParts
from tests import builders
from tests.builders import FakeClock, ok

DAY = 24 * 60
DISPLAY, BATTERY, CABLE = "5600030N7100", "5600020N7100", "6934177712345"
OUTWARD, ANNOUNCED, CHECKED = "SF1000000001", "SF2000000002", "SF3000000003"
YOUNG = Purchase(bought="2026-12-19", proof="invoice", sold_here=True)
IN = Purchase(bought="2026-03-02", proof="invoice")
STOCK = (
    ReceiveParts(DISPLAY, 5, "bought", 18_000, "DISPLAY", "Redmi Note 7 显示屏", ("Redmi Note 7",), low=2),
    ReceiveParts(DISPLAY, 2, "issued"),
    ReceiveParts(BATTERY, 2, "bought", cost=4_100, part="BATTERY", name="Redmi Note 7 电池", low=3),
    ReceiveParts(CABLE, 20, "bought", cost=1_900, part="accessory", name="USB-C 数据线", retail=3_900, low=5),
    ReceiveParts("ACC-CHG33", 8, "bought", cost=3_500, part="accessory", name="33W 充电器", retail=5_900),
    LendPart(BATTERY, "李工", 1),
)
NOTE_7 = DeviceGiven("phone", "Redmi Note 7", colour="黑色")


def _opened(desk: Desk, name: str, phone: str, symptom: str, **changes: object) -> str:
    """A ticket; its number."""
    values = {
        "customer": Customer(name, phone),
        "faults": (FaultGiven(symptom),),
        "device": NOTE_7,
        **changes,
    }
    return ok(desk.do(builders.open_ticket(**values), actor="小赵")).ticket


def house(desk: Desk, clock: FakeClock) -> dict[str, str]:
    """An own store with parts, warranty cases, a journey, a loaner, a device nobody fetches; numbers by name."""
    found = {}
    for each in STOCK:
        ok(desk.do(each, actor="小孙"))
    found["stored"] = builders.walk(desk, "ready", customer=Customer("王建国", "13722223333"))
    ok(desk.do(TellCustomer(found["stored"], "phone")))
    clock.move(31 * DAY)
    found["away"] = _opened(desk, "李娜", "15044445555", "BAD_DISPLAY", programme="mail_in", purchase=IN)
    away: tuple[Any, ...] = (
        builders.pre(found["away"]),
        Pack(found["away"], ("主机", "手机壳"), True),
        Ship(found["away"], "顺丰速运", OUTWARD),
        PassOn(found["away"], "hub"),
    )
    for step in away:
        ok(desk.do(step, actor="小赵"))
    clock.move(40)
    found["to_pack"] = _opened(desk, "周杰", "13566667777", "NO_SERVICE", programme="mail_in")
    found["repairing"] = _opened(desk, "刘洋", "18066667777", "BAD_DISPLAY", purchase=IN)
    _in_repair(desk, found["repairing"])
    found["used"] = _opened(desk, "赵敏", "13477778888", "BAD_DISPLAY", purchase=IN)
    _in_repair(desk, found["used"])
    ok(desk.do(UsePart(found["used"], DISPLAY, 1), actor="李工"))
    clock.move(6)
    found["young"] = _opened(desk, "张三", builders.PHONE, "NO_POWER", purchase=YOUNG)
    ok(desk.do(builders.pre(found["young"])))
    ok(desk.do(DecideCoverage(found["young"], "in"), actor="小赵"))
    ok(desk.do(builders.post(found["young"])))
    ok(desk.do(LendLoaner(found["young"], "Redmi 9A 备用机", "BYJ-0007", 20_000), actor="小赵"))
    clock.move(4)
    two = (FaultGiven("GLASS", "屏幕摔裂"), FaultGiven("DRAINS", "掉电快", part="battery"))
    found["two"] = _opened(desk, "孙磊", "13588889999", "GLASS", faults=two, purchase=IN)
    found["listed"] = _opened(
        desk, "陈静", "13911112222", "SWOLLEN", device=DeviceGiven("phone", "Xiaomi MIX 4", storage="8+256")
    )
    ok(desk.do(builders.pre(found["listed"], BAT="fail")))
    clock.move(3)
    return found


def _in_repair(desk: Desk, number: str) -> None:
    """A display at HQ's cost, the repair begun."""
    for each in (
        builders.pre(number),
        DecideCoverage(number, "in"),
        MakeQuote(number, (LineGiven("part", "DISPLAY", 1, 0, "brand"),)),
        builders.start(number),
    ):
        ok(desk.do(each, actor="李工"))


def centre(desk: Desk, clock: FakeClock) -> None:
    """A repair centre: a parcel announced, one received two hours ago, one checked."""
    device = DeviceGiven("phone", "Redmi Note 7", imei=builders.IMEI)
    for waybill, name in ((ANNOUNCED, "李娜"), (CHECKED, "周杰")):
        ok(desk.do(_announced(waybill, name, device), actor="HQ"))
    ok(desk.do(ReceiveParcel(CHECKED), actor="小钱"))
    clock.move(45)
    ok(desk.do(CheckParcel(CHECKED, ("主机",), words="少一个手机壳"), actor="小钱"))
    clock.move(90)
    ok(desk.do(ReceiveParcel(OUTWARD), actor="小钱"))
    clock.move(3)


def _announced(waybill: str, name: str, device: DeviceGiven) -> ExpectParcel:
    return ExpectParcel(
        waybill=waybill,
        store="BJ001",
        reference="BJ001-261122-00014",
        device=device,
        items=("主机", "手机壳"),
        customer=Customer(name, builders.PHONE),
    )
