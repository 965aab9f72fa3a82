"""Complaints: anyone's, confided to the authority above the party complained about, which is heard in a case of its own."""
