"""Who is paired with whom.

`facts` holds plain data, `scoring` and `solver` compute on them without a database and without words, `loading` turns
rows into facts, `reasons` turns facts into sentences, `actions` is what pages, tasks and the demo call.
"""

from tandems.matching.actions import decide, put_back, release, set_aside, start_run, swap, take_back
from tandems.matching.runs import run_now

__all__ = ["decide", "put_back", "release", "run_now", "set_aside", "start_run", "swap", "take_back"]
