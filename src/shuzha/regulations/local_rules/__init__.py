"""The model city's own rules: what it must decide itself because the instruments it adopted leave it open."""

from importlib.resources import files

from shuzha.kernel.citation import Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet

INSTRUMENT = Instrument(
    "local",
    Text(
        "衡川市公共数据授权运营配套规则",
        "Hengchuan Local Rules on the Authorised Operation of Public Data",
    ),
    Text("衡川配套规则", "Hengchuan local rules"),
    local=True,
)
GENERAL = (INSTRUMENT.article(36),)  # what any refusal stands on that no matter of its own gives an article
PARAMETERS = ParameterSet.from_toml(files(__name__).joinpath("parameters.toml").read_text(encoding="utf-8"), INSTRUMENT)
