"""The analysts' client: a released table, or the reasons why not. It shares no code with the platform and needs no Django."""

from shuzha_client.refusals import PlatformFault, Refused, Sealed
from shuzha_client.result import Result
from shuzha_client.session import Session, connect

__all__ = ["PlatformFault", "Refused", "Result", "Sealed", "Session", "connect"]
__version__ = "0.1.0"
