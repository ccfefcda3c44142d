"""The practice store's faults: what customers say, what is found and what is done, as the trade says it."""

from __future__ import annotations

from typing import NamedTuple

from mihome_desk.rules.ticket import Category


class Case(NamedTuple):
    """A fault: what the customer says, which items fail, what is found and done. Prices in fen.

    ``part`` is the catalogue's part code, ``labour`` the fee: 4000 is level 1, 8000 level 2.

    ``damage`` means that no warranty covers it, ``dead`` that the device does not start.
    """

    categories: tuple[Category, ...]
    symptom: str
    fails: tuple[str, ...]
    complaints: tuple[str, ...]
    found: str
    done: str
    part: str
    label: str
    price: int
    labour: int
    damage: bool = False
    dead: bool = False


TOUCHED: tuple[Category, ...] = ("phone", "tablet")
PHONE: tuple[Category, ...] = ("phone",)
CASES = (
    Case(
        TOUCHED,
        "GLASS",
        ("APP", "LCD"),
        (
            "掉地上了，外屏碎了，里面还能看",
            "从口袋滑出来屏幕摔裂了，左上角掉渣",
            "屏幕裂了一道，最近开始漏液发黑",
        ),
        "屏幕总成碎裂，触摸正常，机身无变形",
        "更换屏幕总成，重新密封，测试显示与触摸正常",
        "DISPLAY",
        "屏幕总成",
        32900,
        4000,
        damage=True,
    ),
    Case(
        PHONE,
        "NO_CHARGE",
        ("CHG",),
        ("插上充电器没反应，换了三根线都不行", "充电要用手按着才行，一松就断", "昨天晚上充了一夜还是 3%"),
        "尾插氧化松动，充电电流为零",
        "更换充电小板，充电电流 1.9 A 正常",
        "SUB_BOARD",
        "充电小板",
        4900,
        4000,
    ),
    Case(
        PHONE,
        "DRAINS",
        ("BAT",),
        ("用了三年，现在一天要充三次电", "冬天在外面 40% 就自动关机", "电池不耐用，想换块原装的"),
        "电池健康度 71%，循环 980 次",
        "更换原装电池，校准电量，续航测试正常",
        "BATTERY",
        "原装电池",
        7900,
        4000,
    ),
    Case(
        PHONE,
        "SWOLLEN",
        ("BAT", "APP"),
        ("后盖被顶起来了，说是电池鼓包不敢用", "放抽屉半年，拿出来后盖翘了"),
        "电池鼓包，后盖胶开裂，屏幕未受损",
        "更换电池，重贴后盖胶，旧电池按危废回收",
        "BATTERY",
        "原装电池",
        7900,
        4000,
    ),
    Case(
        TOUCHED,
        "TOUCH",
        ("TCH",),
        ("屏幕下半截点不动，打字老是错", "自己会乱点，早上自己打开了十几个应用", "贴了新膜以后触摸断断续续"),
        "触摸划线底部断触，屏幕总成故障",
        "更换屏幕总成，触摸全屏划线通过",
        "DISPLAY",
        "屏幕总成",
        32900,
        4000,
    ),
    Case(
        PHONE,
        "BAD_DISPLAY",
        ("LCD",),
        ("屏幕右边有条绿线，没摔过", "开机花屏，过一会儿又好了", "亮度一低就闪"),
        "显示排线接触不良，屏幕有竖线",
        "更换屏幕总成，老化测试 10 分钟无异常",
        "DISPLAY",
        "屏幕总成",
        32900,
        4000,
    ),
    Case(
        PHONE,
        "NO_POWER",
        ("PWR", "CHG"),
        (
            "昨晚还好好的，今早怎么按都不开机",
            "系统更新完就黑屏，按电源键没反应",
            "放了两个月没用，充电也开不了机",
        ),
        "电池过放，电压 2.6 V，主板供电正常",
        "激活并更换电池，开机正常，资料完好",
        "BATTERY",
        "原装电池",
        7900,
        4000,
        dead=True,
    ),
    Case(
        PHONE,
        "SPEAKER",
        ("SPK",),
        ("外放破音，刷视频声音沙沙的", "来电铃声很小，怎么调都没用"),
        "扬声器防尘网堵塞，音圈受损",
        "更换扬声器，清洁音腔，音量正常",
        "SPEAKER",
        "扬声器",
        3500,
        4000,
    ),
    Case(
        PHONE,
        "MIC",
        ("MIC1",),
        ("打电话对方说听不到我，微信语音也没声", "开免提对方才听得见"),
        "主麦克风无输入，小板麦克风损坏",
        "更换充电小板（含麦克风），录音正常",
        "SUB_BOARD",
        "充电小板",
        4900,
        4000,
    ),
    Case(
        PHONE,
        "EARPIECE",
        ("RCV",),
        ("听筒声音特别小，只能开免提", "接电话要贴很紧才听得到"),
        "听筒网罩积灰，听筒本身正常音量偏低",
        "更换听筒，清理网罩，通话音量正常",
        "EARPIECE",
        "听筒",
        2900,
        4000,
    ),
    Case(
        PHONE,
        "CAMERA",
        ("RCM",),
        ("后摄拍照全是糊的，对不上焦", "打开相机就黑屏，扫码都扫不了", "拍照有个黑点，擦不掉"),
        "后置主摄对焦马达卡滞",
        "更换后置摄像头模组，对焦正常",
        "REAR_CAMERA",
        "后置摄像头",
        14900,
        4000,
    ),
    Case(
        PHONE,
        "KEYS",
        ("KEY",),
        ("电源键按下去不弹了", "音量减键自己一直在减"),
        "侧键排线金属弹片疲劳",
        "更换侧键排线，手感与功能正常",
        "KEYS",
        "侧键排线",
        2500,
        4000,
    ),
    Case(
        PHONE,
        "NO_SERVICE",
        ("SIM",),
        ("插卡不识别，换了卡也不行", "出差回来一直显示无服务"),
        "卡槽弹针变形，主板射频正常",
        "更换卡座小板，双卡识别与通话正常",
        "SIM_SEAT",
        "卡座小板",
        5900,
        8000,
    ),
    Case(
        PHONE,
        "LIQUID",
        ("LIQ", "SPK"),
        ("掉洗手池里了，捞出来擦干声音就哑了", "洗衣服忘了掏口袋，转了两分钟"),
        "进液标变红，扬声器与尾插有水渍",
        "拆机清洗烘干，更换扬声器，功能恢复",
        "SPEAKER",
        "扬声器",
        3500,
        4000,
        damage=True,
    ),
    Case(
        PHONE,
        "BACK_COVER",
        ("APP",),
        ("后盖玻璃裂了，扎手", "摔了一下后盖碎了，其他都好"),
        "后盖碎裂，中框轻微磕碰",
        "更换后盖，重新点胶",
        "BACK_COVER",
        "后盖",
        9900,
        4000,
        damage=True,
    ),
    Case(
        PHONE,
        "REBOOTS",
        ("SYS", "STO"),
        ("一直卡在 MI 的标志，重启好几次了", "用着用着自己重启，一天七八回"),
        "存储芯片虚焊，系统分区读写出错",
        "征得同意后补焊存储芯片并重刷系统，连续运行 30 分钟未重启",
        "",
        "",
        0,
        8000,
    ),
    Case(
        ("notebook",),
        "NO_CHARGE",
        ("NB10",),
        ("笔记本插电不充电，只能插着用", "充电灯不亮，电池掉到 0 就开不了"),
        "充电口虚焊，电池正常",
        "补焊充电口，充电 65 W 正常",
        "USB_PORT",
        "充电口",
        6900,
        8000,
    ),
    Case(
        ("band",),
        "NO_DISPLAY",
        ("BD2",),
        ("手环黑屏，震动还有", "游完泳手环就不亮了"),
        "屏幕排线进水腐蚀",
        "更换主体",
        "BD-01",
        "手环主体",
        12900,
        4000,
    ),
    Case(
        ("router",),
        "WIFI",
        ("RT5",),
        ("5G 的 Wi-Fi 老掉线，重启能好半小时", "搜不到 5G 信号了，2.4G 正常"),
        "5G 功放过热保护",
        "更换主板，5G 压力测试 20 分钟不掉线",
        "MAINBOARD",
        "路由器主板",
        9900,
        4000,
    ),
    Case(
        ("vacuum_robot",),
        "SHUTS_DOWN",
        ("VC2",),
        ("扫一会儿就说雷达被卡住", "原地转圈，提示激光测距异常"),
        "激光雷达皮带断裂",
        "更换雷达组件，建图测试正常",
        "LIDAR",
        "激光雷达组件",
        18900,
        4000,
    ),
)
