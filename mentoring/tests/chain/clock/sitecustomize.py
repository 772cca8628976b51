"""Python runs this in every process whose PYTHONPATH names this folder: there the clock is ahead by some days."""

import os

if ahead := float(os.environ.get("TANDEM_TEST_DAYS") or 0) * 86400:
    import time

    import time_machine

    clock = time_machine.travel(time.time() + ahead, tick=True).start()
    # starting takes its time; afterwards all processes agree to the millisecond
    clock.shift(time_machine.escape_hatch.time.time() + ahead - time.time())
