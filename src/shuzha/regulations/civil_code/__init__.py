"""The Civil Code's chapter on counting periods (articles 200–204): the default of every deadline here."""

from importlib.resources import files

from shuzha.kernel.citation import Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet

INSTRUMENT = Instrument(
    "civil-code",
    Text(
        "中华人民共和国民法典",
        "Civil Code of the People's Republic of China",
    ),
    Text("民法典", "Civil Code"),
)
PARAMETERS = ParameterSet.from_toml(files(__name__).joinpath("parameters.toml").read_text(encoding="utf-8"), INSTRUMENT)
