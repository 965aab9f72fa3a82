"""How another process asks the gate: frames over a local socket, and the client that the offices and the site use.

It stands with the enclave and not with the gate, because offices ask and must not know the process that answers.
"""

from shuzha.enclave.door.client import Answer, GateClient, GateFault, Sealed

__all__ = ["Answer", "GateClient", "GateFault", "Sealed"]
