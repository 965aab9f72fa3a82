"""ENGINE 2, evidence: a Merkle log on plain files that outsiders can check, its proofs, receipts and certificates.

No Django.
"""
