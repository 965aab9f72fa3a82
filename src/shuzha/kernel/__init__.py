"""Words that every room speaks: citation, decision, calendar, deadline, money, identifiers, crypto suites. No Django."""
