"""The steps of a registration, phase by phase, as article 6 orders them; `procedures.registration` makes them one procedure."""
