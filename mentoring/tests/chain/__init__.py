"""The whole chain with the real parts: servers, worker, schedule, broker, mail server and browser."""
