"""Python runs this in every process whose PYTHONPATH names this folder: there the clock is ahead by some days."""

import os

if ahead := float(os.environ.get("TANDEM_TEST_DAYS") or 0):
    import datetime

    import time_machine

    start = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=ahead)
    time_machine.travel(start, tick=True).start()
