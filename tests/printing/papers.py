"""One believable ticket's papers, and a printer that reads bytes strictly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import Image

from mihome_desk.printing import notices, parcel, records, slips
from mihome_desk.printing.elements import Paper
from mihome_desk.printing.facts import CheckSummary, ClaimTold, FaultTold, House, PaperFacts, PaperLine
from mihome_desk.printing.slips import QueueFacts

CHINA = timezone(timedelta(hours=8))
TOKEN = "31415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421"[:95]
PREFIX = "HTTPS://HQ.MI-DESK.CN:8443/R/"

BARCODE = "000126112271"
WIFI = ("MI-STORE;5G", 'wel"come\\88')
WIFI_CODE = r"WIFI:T:WPA;S:MI-STORE\;5G;P:wel\"come\\88;;"
LIKE = "https://hq.mi-desk.cn/like/BJ001"
HOUSE = House("BJ001", "小米之家 北京五彩城店", wifi=WIFI, like_url=LIKE)
CHINESE = PaperFacts(
    house=HOUSE,
    number="BJ001-261122-00071",
    barcode=BARCODE,
    opened_at=datetime(2026, 11, 22, 10, 2, tzinfo=CHINA),
    ordered_at=datetime(2026, 11, 22, 10, 3, tzinfo=CHINA),
    customer_name="张䶮",
    phone="13812341234",
    brought_by="李雷（同事）",
    collects="张伟",
    category="手机",
    model="Xiaomi 14 Ultra 16GB+512GB",
    colour="黑色",
    imei="862471041234568",
    imei2="862471041234576",
    sn="38952/K4UX07123",
    complaint="昨天摔过一次，今天开不了机，充电时屏幕闪一下就黑。\n里面照片很重要，请不要清数据！",
    faults=(FaultTold("无法开机", "充电没反应"), FaultTold("屏幕闪烁")),
    purchase=(("Bought on", "2026-01-05"), ("Proof", "发票 FP-0017")),
    claims=(
        ClaimTold(
            "无法开机: 充电没反应",
            "保内",
            "手机三包规定",
            "按手机三包规定，主机自发票日期 2026-01-05 起（当日不计）保修 1 年，至 2027-01-05",
            "2027-01-05",
            due="维修、换货",
        ),
        ClaimTold(
            "屏幕闪烁",
            "非保",
            "摔落或挤压等人为损坏",
            "在保修期内，但摔落或挤压等人为损坏不在保修范围，维修收费。",
            "2027-01-05",
            "照片 2：右下角撞击点，客户电话 13812341234",
            charged=True,
        ),
    ),
    condition="右下角磕碰 • 后盖轻微划痕",
    account_out=True,
    backup_consent=False,
    photos=3,
    estimate_fen=23900,
    ceiling_fen=30000,
    place="A-03",
    programme="一小时快修",
    promised_at=datetime(2026, 11, 22, 11, 2, tzinfo=CHINA),
    token=TOKEN,
    qr_prefix=PREFIX,
    mark="17-9f3a01bc",
    staff="王芳",
    pre=CheckSummary(("开机", "充电"), 6, 1, 1, 30),
    post=CheckSummary((), 9, bulk=29),
    quoted_at=datetime(2026, 11, 22, 10, 20, tzinfo=CHINA),
    valid_until=datetime(2026, 11, 29, 10, 20, tzinfo=CHINA),
    technician="李工",
    completed_at=datetime(2026, 11, 22, 11, 0, tzinfo=CHINA),
    outcome="已修复",
    found="电池老化鼓包，电池连接器氧化",
    done="更换电池，清洁连接器并复测",
    lines=(
        PaperLine("电池 BM5K", 1, 15900, ""),
        PaperLine("人工费 L2", 1, 8000, ""),
        PaperLine("防水胶圈", 2, 1000, "品牌"),
    ),
    total_fen=23900,
    payments=(("微信支付", 20000), ("现金", 4900), ("退款 现金", -1000)),
    warranty_days=90,
    collected_at=datetime(2026, 11, 22, 11, 40, tzinfo=CHINA),
    collected_by="张伟",
    packed=("手机", "卡托", "充电器（原装）"),
    packed_at=datetime(2026, 11, 22, 10, 30, tzinfo=CHINA),
    pack_condition="右下角磕碰 • 后盖轻微划痕 • 屏幕完好",
    pack_photos=4,
    carrier="顺丰",
    waybill="SF1234567890123",
)
ENGLISH = replace(
    CHINESE,
    house=replace(HOUSE, name="Mi Home Beijing Wucaicheng"),
    customer_name="Zhang Yan",
    brought_by="Li Lei",
    collects="Zhang Wei",
    category="Phone",
    colour="Black",
    complaint="Dropped it yesterday. Will not turn on, the screen flashes when charging.",
    faults=(FaultTold("does not power on", "nothing when charging"), FaultTold("display flickers")),
    purchase=(("Bought on", "2026-01-05"), ("Proof", "Invoice FP-0017")),
    claims=(
        ClaimTold(
            "does not power on", "In warranty", "the warranty rule for phones", "Covered.", due="repair"
        ),
        ClaimTold(
            "display flickers",
            "Not covered",
            "damage by a fall or pressure",
            "Within the period, but damage by a fall is not covered: the repair is charged.",
            "2027-01-05",
            "photo 2: point of impact, call 13812341234",
            charged=True,
        ),
    ),
    condition="dent at lower right, light scratches on the back",
    programme="One-hour quick repair",
    staff="Wang Fang",
    pre=CheckSummary(("Power on", "Charging"), 6, 1, 1, 30),
    technician="Mr Li",
    outcome="Repaired",
    found="Battery swollen, connector oxidised",
    done="Battery replaced, connector cleaned, tested",
    lines=(PaperLine("Battery BM5K", 1, 15900, ""), PaperLine("Gasket", 2, 1000, "Brand")),
    total_fen=15900,
    payments=(("WeChat Pay", 15900),),
    collected_by="Zhang Wei",
    packed=("phone", "card tray", "charger (original)"),
    pack_condition="dent at lower right, screen sound",
    carrier="SF Express",
)
SPOKEN = {"zh_CN": CHINESE, "en": ENGLISH}
MAKERS = {
    "intake_slip": slips.intake_slip,
    "shop_copy": slips.shop_copy,
    "device_tag": slips.device_tag,
    "quote": records.quote,
    "repair_record": records.repair_record,
    "pickup_receipt": records.pickup_receipt,
    "lost_slip_form": slips.lost_slip_form,
    "no_warranty_notice": notices.no_warranty_notice,
    "test_certificate": notices.test_certificate,
    "pack_list": parcel.pack_list,
}
KINDS = (*MAKERS, "queue_slip")
# What the QR codes of each paper say; the bars are the number's on all but the queue slip.
CODES = {
    "intake_slip": [PREFIX + TOKEN, WIFI_CODE],
    "shop_copy": [BARCODE],
    "device_tag": [BARCODE],
    "pickup_receipt": [LIKE],
    "queue_slip": [WIFI_CODE],
}


def paper(kind: str, language: str, **changes: Any) -> Paper:
    """One of all papers about the same ticket."""
    facts = replace(SPOKEN[language], **changes)
    if kind != "queue_slip":
        return MAKERS[kind](facts, language)
    arrived = datetime(2026, 11, 22, 9, 58, tzinfo=CHINA)
    return slips.queue_slip(QueueFacts(facts.house, 12, arrived, 3, "16-77aa01bc", facts.staff), language)


def slip(language: str, **changes: Any) -> Paper:
    return paper("intake_slip", language, **changes)


def receipt(language: str, **changes: Any) -> Paper:
    return paper("pickup_receipt", language, **changes)


@dataclass
class Printed:
    """What came out: ``kind`` text (with its words), image, bars, or cut."""

    kind: str
    text: str = ""
    image: Image.Image | None = None


_ARGUMENTS = {
    b"\x1bE": 1,
    b"\x1d!": 1,
    b"\x1b3": 1,
    b"\x1ba": 1,
    b"\x1bJ": 1,
    b"\x1dh": 1,
    b"\x1dw": 1,
    b"\x1dH": 1,
}


def printed(stream: bytes) -> list[Printed]:
    """Obey ``stream`` as a printer would; any byte that belongs to nothing we know is an error."""
    assert stream.startswith(b"\x1b@")
    return list(_obey(stream, 2))


def _obey(stream: bytes, at: int) -> Iterator[Printed]:
    line, chinese = bytearray(), False
    while at < len(stream):
        if chinese and stream[at] >= 0x80:
            line += stream[at : at + 2]
            at += 2
        elif not chinese and 0x20 <= stream[at] < 0x7F:
            line.append(stream[at])
            at += 1
        elif stream[at] == 0x0A:
            yield Printed("text", line.decode("gb18030"))
            line.clear()
            at += 1
        else:
            command = stream[at : at + 2]
            at += 2
            if command in (b"\x1c&", b"\x1c."):
                chinese = command == b"\x1c&"
            elif command == b"\x1dv":
                wide, high = (int.from_bytes(stream[at + 2 + i : at + 4 + i], "little") for i in (0, 2))
                size = wide * high
                at += 6 + size
                bits = bytes(255 - byte for byte in stream[at - size : at])
                yield Printed("image", image=Image.frombytes("1", (wide * 8, high), bits))
            elif command == b"\x1dk":
                assert stream[at] == 73
                count = stream[at + 1]
                data = stream[at + 2 : at + 2 + count]
                at += 2 + count
                assert data[:2] == b"{C"
                yield Printed("bars", "".join(f"{pair:02d}" for pair in data[2:]))
            elif command == b"\x1dV":
                assert stream[at : at + 2] == b"B\x00"
                at += 2
                yield Printed("cut")
            else:
                assert command in _ARGUMENTS, f"{command!r} at {at}"
                at += _ARGUMENTS[command]
    assert not line
    assert not chinese
