"""Registration of rights in data products (Hainan 2023)."""
