"""The market (Qingdao 2023, local rule 8): listings with a published price, metered orders, settlement."""
