"""The whole chain with the real parts: servers, worker, schedule, broker, mail server and browser."""

import pytest

for name in ("hr", "couples", "leadership", "visitor", "stack"):
    pytest.register_assert_rewrite(f"{__name__}.{name}")
