"""Beijing's trial measures on authorised operation of public data zones, 京经信发〔2023〕98号, 8 December 2023."""

from importlib.resources import files

from shuzha.kernel.citation import Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet

INSTRUMENT = Instrument(
    "beijing-2023",
    Text(
        "北京市公共数据专区授权运营管理办法（试行）",
        "Beijing Measures for the Authorised Operation of Public Data Zones (Trial)",
    ),
    Text("北京专区办法", "Beijing zones"),
)
PARAMETERS = ParameterSet.from_toml(files(__name__).joinpath("parameters.toml").read_text(encoding="utf-8"), INSTRUMENT)
