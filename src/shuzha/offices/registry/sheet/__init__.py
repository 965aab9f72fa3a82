"""The certificate as a sheet of paper: drawn as PDF/A-3 with the credential inside, and signed with the registry's seal."""
