"""The pages that belong to no single office: the way in, home, desk, cases, notices, law, evidence, documents."""
