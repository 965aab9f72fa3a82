"""Qingdao's three-year action plan for the market allocation of data elements (青数组办字〔2023〕9号).

Its fifteen tasks are numbered 1–15 as printed; its three safeguards are numbered 16–18 here, and its goals 19."""

from importlib.resources import files

from shuzha.kernel.citation import Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet

INSTRUMENT = Instrument(
    "qingdao-2023",
    Text(
        "青岛市数据要素市场化配置改革三年行动方案",
        "Qingdao Three-year Action Plan for the Market Allocation of Data Elements",
    ),
    Text("青岛行动方案", "Qingdao plan"),
)
PARAMETERS = ParameterSet.from_toml(files(__name__).joinpath("parameters.toml").read_text(encoding="utf-8"), INSTRUMENT)
