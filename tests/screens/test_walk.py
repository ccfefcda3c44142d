from pathlib import Path
from tests.builders import FakeClock
from tests.screens.stage import clock, counter, same_every_time  # noqa
from tests import builders
from tests.screens import stage
import time

async def test_x(tmp_path: Path, clock: FakeClock) -> None:
    desk = builders.store(tmp_path, clock)
    t=time.time()
    n = stage.people(desk, clock)
    print("people", time.time()-t)
    desk.close()
    for size in stage.SIZES:
        t=time.time()
        async with counter(tmp_path/"desk", clock, size=size) as seat:
            print("up", time.time()-t)
            print(seat.text)
            t=time.time()
            await seat.press("f2")
            await seat.fill(phone="123", name="张三丰", imei="490154203237519")
            print(time.time()-t)
            print(seat.text)
            for k in ["escape", "enter", "f5", "1", "2", "escape", "f9", "q", "f1"]:
                t=time.time()
                await seat.press(k)
                print("=====", k, time.time()-t)
                print(seat.text)
