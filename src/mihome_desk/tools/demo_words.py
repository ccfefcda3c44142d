"""Who and what comes to the practice store: names, phones, devices and phrases. All invented.

The first eight digits of the IMEIs are those of the catalogue's TAC list.
"""

from __future__ import annotations

from typing import NamedTuple

from mihome_desk.rules.ticket import Category


class Model(NamedTuple):
    """A device as customers bring it; ``tac`` is empty where only a serial number tells it."""

    category: Category
    brand: str
    name: str
    tac: str
    storages: tuple[str, ...] = ("",)


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


CLERKS = ("小赵", "小孙")
TECHNICIANS = ("王工", "陈工", "李工")
COLOURS = ("黑", "白", "蓝", "青", "银")
PHONE_HEADS = _each("""
130 131 132 133 135 136 137 138 139 147 150 151 152 155 156 157 158 159 166 173 175 176 177 178
180 181 182 185 186 187 188 189 191 193 195 198 199
""")
SURNAMES = _each("""
王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧
程 曹 袁 邓 许 傅 沈 曾 彭 吕 欧阳 司马 上官 诸葛 令狐 尉迟 单 仇 解 查 区 盖 朴 覃 乜 亓 仉 逄
佘 芮 麴 厍 妫 员 宓 缪 隗 澹台
""")
GIVEN = _each("""
伟 芳 娜 敏 静 磊 洋 勇 艳 杰 涛 明 超 秀英 霞 平 刚 桂英 建国 建华 志强 秀兰 晓梅 雪梅 宇航 子涵 梓轩
雨桐 浩然 欣怡 诗涵 一诺 俊熙 思远 佳琪 嘉豪 天佑 国庆 红梅 玉兰 海燕 晓东 文博 振华 淑珍 立群 若曦
春生 金凤 长江 念慈 喆 犇 赟 翀 韫玉 煜城 骁 曌
""")
WHOLE_NAMES = ("阿依古丽·买买提", "扎西次仁", "呼延 Anna")

MODELS = (
    Model("phone", "Redmi", "Redmi Note 7", "86247104", ("4+64", "6+64")),
    Model("phone", "Redmi", "Redmi 8A", "86326504", ("4+64",)),
    Model("phone", "Redmi", "Redmi 9A", "86751306", ("4+64", "6+128")),
    Model("phone", "Redmi", "Redmi Note 4X", "86319303", ("3+32", "4+64")),
    Model("phone", "Redmi", "Redmi Note 3 Pro", "86958902", ("3+32",)),
    Model("phone", "Redmi", "Redmi 3S", "86365703", ("3+32",)),
    Model("phone", "Xiaomi", "Mi A1", "86861703", ("4+64",)),
    Model("phone", "Redmi", "Redmi 15C", "86076708", ("6+128",)),
    Model("phone", "Redmi", "Redmi Note 13 Pro", "86723707", ("8+256", "12+512")),
    Model("phone", "Xiaomi", "POCO C75", "86462407", ("6+128", "8+256")),
    Model("phone", "Xiaomi", "Xiaomi 13", "", ("8+256", "12+512")),
    Model("phone", "Xiaomi", "Xiaomi MIX 4", "", ("8+256", "12+512")),
)
OTHER_MODELS = (
    Model("tablet", "Redmi", "Redmi Pad SE", "", ("6+128", "8+128")),
    Model("tablet", "小米", "小米平板 6", "", ("8+128", "8+256")),
    Model("notebook", "Redmi", "RedmiBook 14", ""),
    Model("band", "小米", "小米手环 8", ""),
    Model("router", "小米", "小米路由器 AX3000", ""),
    Model("vacuum_robot", "米家", "米家扫地机器人 2", ""),
)

COMEBACKS = ("前几天刚在你们这修过，", "上次修完没用几天，", "刚取回去一周又不行了，")
CONDITIONS = ("屏幕轻微划痕，边框有磕碰", "外观良好，无明显划痕", "后盖有裂纹，四角磕碰", "")
LEFT_ITEMS = ("手机壳", "无", "手机壳、SIM 卡已取出", "充电器一个", "")
GIVE_UP = ("太贵了，不修了，准备换新机", "先不修了，回去跟家里商量", "数据不能保证，客户不同意继续")
NOTHING_FOUND = ("店内反复测试 20 分钟未复现", "清理灰尘、重启后正常，连续测试未复现")
BEYOND_REPAIR = "主板多处腐蚀断线，无法修复"
COLLECTORS = ("家人代取", "同事小吴", "闪送员")
SHELVES = ("取机架 1", "取机架 2", "取机架 3")
MISTAKE = "颜色录错，客户核对凭证时发现"
PARTS_MISSING = "配件缺货，已申请调拨，预计明天到"
NO_ANSWER = "电话未接，等客户回复报价"
