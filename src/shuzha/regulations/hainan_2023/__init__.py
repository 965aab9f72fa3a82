"""Hainan's interim rules on the registration of rights in data products of its supermarket, December 2023."""

from importlib.resources import files

from shuzha.kernel.citation import Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet

INSTRUMENT = Instrument(
    "hainan-2023",
    Text(
        "海南省数据产品超市数据产品确权登记实施细则（暂行）",
        "Hainan Rules for the Registration of Rights in Data Products of the Data Products Supermarket (Interim)",
    ),
    Text("海南确权细则", "Hainan registration"),
)
PARAMETERS = ParameterSet.from_toml(files(__name__).joinpath("parameters.toml").read_text(encoding="utf-8"), INSTRUMENT)
