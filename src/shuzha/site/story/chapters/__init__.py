"""The eight chapters of the story, in order, and what lies on the desks when it is over."""

from __future__ import annotations

from collections.abc import Callable

from shuzha.kernel.text import Text
from shuzha.site.story.chapters.grant import use_is_granted
from shuzha.site.story.chapters.operator import operator_is_authorised
from shuzha.site.story.chapters.product import product_is_registered
from shuzha.site.story.chapters.proof import it_is_proved
from shuzha.site.story.chapters.resources import resources_enter
from shuzha.site.story.chapters.stop import it_is_stopped
from shuzha.site.story.chapters.today import desks_are_full
from shuzha.site.story.chapters.trade import it_is_traded
from shuzha.site.story.chapters.use import data_is_used
from shuzha.site.story.stage import Stage

CHAPTERS: tuple[tuple[Text, Callable[[Stage], None]], ...] = (
    (Text("数据资源入库", "Resources enter"), resources_enter),
    (Text("运营单位获得授权", "An operator is authorised"), operator_is_authorised),
    (Text("授权使用数据", "Use is granted"), use_is_granted),
    (Text("数据可用不可见", "Data is used, not seen"), data_is_used),
    (Text("产品形成并确权登记", "A product is made and registered"), product_is_registered),
    (Text("产品交易", "It is traded"), it_is_traded),
    (Text("停止使用", "It is stopped"), it_is_stopped),
    (Text("全程存证可验", "It is proved"), it_is_proved),
    (Text("今日待办", "On today's desks"), desks_are_full),
)
