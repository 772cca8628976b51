"""Every figure of the evaluation, its definition and its guard. Nothing else in the house computes one."""
