"""数闸 Shuzha: public data used without being handed out."""

__version__ = "0.1.0"
