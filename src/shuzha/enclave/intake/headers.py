"""What a column's name says about its class: words of public-sector headers in Chinese and English."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_WORDS: tuple[tuple[str, str], ...] = (
    ("resident_id", r"身份证|公民身份号码|证件号码|\b(resident|identity|national) (id|card|number)\b|\bid card\b"),
    ("biometric", r"指纹|人脸|虹膜|声纹|基因|\bfingerprint|\bface (image|template)|\biris\b|\bdna\b"),
    ("birth_date", r"出生(日期|年月)|生日|\b(birth ?date|date of birth|dob|birthday)\b"),
    (
        "belief_origin",
        r"民族|种族|宗教|信仰|\b(race|ethnic\w*|religio\w*|hispanic|national origin|country of birth|birth country)\b",
    ),
    ("credit_code", r"信用代码|\b(credit code|uscc)\b"),
    ("mobile", r"手机|联系电话|移动电话|\b(mobile|cell ?phone|phone)\b"),
    ("email", r"邮箱|电子邮件|\be ?mail\b"),
    ("address", r"住址|家庭地址|居住地址|通讯地址|\b(home |street |postal )?address\b"),
    ("vehicle", r"车牌|号牌|车架|机尾号|航空器|船名|\b(plate|vin|tail ?num(ber)?|aircraft|imo|mmsi)\b"),
    (
        "person_id",
        r"人员编号|个人编号|学号|工号|社保号|医保号|病历号|"
        r"\b(seqn|person (id|no|number)|patient (id|no)|respondent|subject id|ssn)\b",
    ),
    ("person_name", r"^姓名|姓名$|^名字$|\b(full|first|last|family|given|person) name\b"),
    (
        "health",
        r"血压|收缩压|舒张压|脉搏|心率|血糖|血脂|胆固醇|体重|身高|体质|腰围|病|症|诊断|用药|健康|吸烟|饮酒|糖化|睡眠|血铅|残疾|抑郁|"
        r"\b(systolic|diastolic|blood|pulse|cholesterol|hdl|weight kg|height|bmi|body|waist|(pre)?diabet\w*|asthma|"
        r"arthritis|heart|stroke|cancer|insulin|glyco\w*|health|diet\w*|smok\w*|alcohol|sleep\w*|depress\w*|anxi\w*|disab\w*|"
        r"difficult\w*|lead|cadmium|mercury|sedentary|snor\w*|disease|diagnos\w*|medic\w*)\b",
    ),
    (
        "finance",
        r"收入|工资|薪|资产|存款|贷款|税|账户|余额|股息|资本|贫困|"
        r"\b(income|wage|salary|earnings|capital|dividend\w*|loan|balance|account|tax\w*|poverty|credit score)\b",
    ),
    ("age", r"^年龄|年龄$|周岁|\bage\b"),
    (
        "demographic",
        r"性别|婚姻|文化程度|学历|职业|国籍|户口|户籍|家庭|就业|参军|公民|迁移|"
        r"\b(sex|gender|marital|education|occupation|citizen\w*|nationality|household|family|employ\w*|worker|"
        r"veteran\w*|enroll\w*|union|migration|residence|military|insurance|own business|industry|mover|"
        r"house|unemploy\w*)\b",
    ),
    ("location", r"经度|纬度|坐标|\b(lat|lon|lng|latitude|longitude)\b"),
    (
        "place",
        r"地区|区划|城市|省|区县|机场|港口|站点|\b(region|city|province|state|county|airport|origin|dest\w*|port|station)\b",
    ),
    ("time", r"日期|时间|年份|月份|时刻|\b(date|time|year|month|day|hour|minute)\b"),
    ("code", r"代码|编码|类别|类型|\b(code|category|type|status|carrier|flag)\b"),
    ("free_text", r"备注|描述|说明|摘要|\b(note|notes|remark\w*|comment\w*|description)\b"),
    ("person_name", r"名称?$|\bname\b"),
)
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)


def class_of_header(name: str) -> str:
    """The class that a column's name points to ("systolic_mmhg" → "health"), or "" when it points to none."""
    spaced = re.sub(r"[_\-.\s]+", " ", _CAMEL.sub(" ", name)).strip()
    return next((kind for kind, pattern in _PATTERNS if pattern.search(spaced)), "")
