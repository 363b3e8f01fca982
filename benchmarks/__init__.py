"""Speed, cost and scale, measured beside a peer in the same run. ``make bench`` runs all, ``ONLY=name`` one."""
