"""Public data zones (Beijing 2023): calls, operators, agreements, grants of use, products on file, cut-offs."""
