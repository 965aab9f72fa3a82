"""ENGINE 1: executable regulations. A procedure is complete data; `decide` and `evolve` are pure functions over it."""
