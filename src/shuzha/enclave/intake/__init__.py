"""How a department's file becomes a governed resource: read, profiled, classified, confirmed, pseudonymised."""
