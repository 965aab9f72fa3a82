"""The vault: tables at rest as sealed columns, each under its own data key, all under the gate's master key."""
