"""The columns of the three data sets: name, title, and the class, grade and treatment a department confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """One submitted column and what its department confirmed; `reason` says why it was graded below the suggestion."""

    name: str
    title: Text
    kind: str
    grade: int
    treatment: Literal["keep", "pseudonymise", "drop"] = "keep"
    reason: str = ""


def _columns(rows: str) -> tuple[Column, ...]:
    """Reads one column a line: name | Chinese title | English title | class | grade | treatment? | reason?."""
    columns = []
    for row in rows.strip().splitlines():
        name, zh, en, kind, grade, *rest = (part.strip() for part in row.split("|"))
        treatment, reason = (*rest, "", "")[:2]
        columns.append(Column(name, Text(zh, en), kind, int(grade), treatment or "keep", reason))  # type: ignore[arg-type]
    return tuple(columns)


CENSUS = _columns("""
person_no | 人员编号 | person number | person_id | 3 | pseudonymise
age | 年龄 | age | age | 2
class_of_worker | 就业身份 | class of worker | demographic | 2
industry_code | 行业代码（细类） | industry, detailed code | demographic | 2
occupation_code | 职业代码（细类） | occupation, detailed code | demographic | 2
education | 受教育程度 | education | demographic | 2
wage_per_hour | 小时工资（美分） | wage per hour (cents) | finance | 3
enrolled_last_week | 上周在校情况 | enrolled in education last week | demographic | 2
marital_status | 婚姻状况 | marital status | demographic | 2
major_industry | 行业大类 | major industry | demographic | 2
major_occupation | 职业大类 | major occupation | demographic | 2
race | 种族 | race | belief_origin | 3
hispanic_origin | 西班牙裔来源 | Hispanic origin | belief_origin | 3
sex | 性别 | sex | demographic | 2
union_member | 工会会员 | member of a labour union | demographic | 2
unemployment_reason | 失业原因 | reason for unemployment | demographic | 2
employment_status | 全职或兼职状况 | full or part time employment | demographic | 2
capital_gains | 资本收益（美元） | capital gains (USD) | finance | 3
capital_losses | 资本损失（美元） | capital losses (USD) | finance | 3
stock_dividends | 股息（美元） | dividends from stocks (USD) | finance | 3
tax_filer_status | 报税身份 | tax filer status | finance | 3
previous_residence_region | 原居住大区 | region of previous residence | demographic | 2
previous_residence_state | 原居住州 | state of previous residence | demographic | 2
household_family_status | 住户与家庭地位（细类） | household and family status, detailed | demographic | 2
household_summary | 住户成员关系概要 | household summary | demographic | 2
instance_weight | 抽样权数 | sampling weight | measure | 2
migration_msa | 都市区间迁移 | migration: change of metropolitan area | demographic | 2
migration_region | 大区间迁移 | migration: change of region | demographic | 2
migration_within_region | 大区内迁移 | migration: move within region | demographic | 2
same_house_last_year | 一年前住同一住所 | lived in this house one year ago | demographic | 2
migration_from_sunbelt | 原居住地在阳光地带 | previous residence in the sunbelt | demographic | 2
employer_size | 雇主规模分组 | persons working for employer, group | demographic | 2
family_under_18 | 十八岁以下家庭成员的父母情况 | family members under 18 | demographic | 2
birth_country_father | 父亲出生国 | father's country of birth | belief_origin | 3
birth_country_mother | 母亲出生国 | mother's country of birth | belief_origin | 3
birth_country_self | 本人出生国 | own country of birth | belief_origin | 3
citizenship | 公民身份 | citizenship | demographic | 2
own_business | 自营企业 | own business or self-employed | demographic | 2
veterans_questionnaire | 退伍军人问卷 | veterans' questionnaire filled in | demographic | 2
veterans_benefits | 退伍军人待遇 | veterans' benefits | demographic | 2
weeks_worked | 全年工作周数 | weeks worked in the year | demographic | 2
survey_year | 调查年份 | survey year | time | 2
income_class | 年收入是否超过五万美元 | income above USD 50,000 | finance | 3
""")

HEALTH = _columns("""
respondent_no | 受访者编号 | respondent number | person_id | 3 | pseudonymise
gender | 性别 | gender | demographic | 2
age_years | 年龄（周岁，80 岁以上记 80） | age in years (80 and over as 80) | age | 2
race_origin | 种族与来源 | race and Hispanic origin | belief_origin | 3
education | 受教育程度（成人） | education (adults) | demographic | 2
marital_status | 婚姻状况 | marital status | demographic | 2
household_size | 住户人数 | persons in the household | demographic | 2
household_income_usd | 住户年收入（美元，分组） | annual household income (USD, grouped) | finance | 3
income_poverty_ratio | 家庭收入与贫困线之比 | ratio of family income to poverty line | finance | 3
health_insured | 有医疗保险 | covered by health insurance | health | 3
general_health | 自评健康 | general health | health | 3
diet_quality | 自评膳食健康 | how healthy the diet is | health | 3
weight_kg | 体重（千克） | weight (kg) | health | 3
height_cm | 身高（厘米） | standing height (cm) | health | 3
bmi | 体质指数 | body mass index | health | 3
waist_cm | 腰围（厘米） | waist circumference (cm) | health | 3
systolic_mmhg | 收缩压（毫米汞柱，首次） | systolic blood pressure (mmHg, first) | health | 3
diastolic_mmhg | 舒张压（毫米汞柱，首次） | diastolic blood pressure (mmHg, first) | health | 3
pulse_per_minute | 脉搏（次/分） | pulse (per minute) | health | 3
total_cholesterol_mgdl | 总胆固醇（毫克/分升） | total cholesterol (mg/dL) | health | 3
hdl_cholesterol_mgdl | 高密度脂蛋白胆固醇（毫克/分升） | HDL cholesterol (mg/dL) | health | 3
glycohemoglobin_percent | 糖化血红蛋白（%） | glycohemoglobin (%) | health | 3
blood_lead_ugdl | 血铅（微克/分升） | blood lead (µg/dL) | health | 3
blood_cadmium_ugl | 血镉（微克/升） | blood cadmium (µg/L) | health | 3
blood_mercury_ugl | 血汞（微克/升） | blood mercury, total (µg/L) | health | 3
diabetes_told | 曾被告知患糖尿病 | told of having diabetes | health | 3
prediabetes_told | 曾被告知糖尿病前期 | told of having prediabetes | health | 3
insulin_now | 正在使用胰岛素 | taking insulin now | health | 3
asthma_told | 曾被告知患哮喘 | told of having asthma | health | 3
arthritis_told | 曾被告知患关节炎 | told of having arthritis | health | 3
heart_attack_told | 曾被告知心肌梗死 | told of a heart attack | health | 3
stroke_told | 曾被告知中风 | told of a stroke | health | 3
cancer_told | 曾被告知患癌症 | told of cancer | health | 3
smoked_100_cigarettes | 吸烟满一百支 | smoked at least 100 cigarettes | health | 3
sleep_hours | 工作日睡眠时长（小时） | sleep on workdays (hours) | health | 3
snoring | 打鼾频率 | how often snoring | health | 3
depressed_feeling | 情绪低落频率（0–3） | feeling down or depressed (0–3) | health | 3
sedentary_minutes | 每日久坐（分钟） | sedentary activity (minutes a day) | health | 3
diet_energy_kcal | 首日膳食能量（千卡） | dietary energy, first day (kcal) | health | 3
diet_alcohol_g | 首日酒精摄入（克） | alcohol, first day (g) | health | 3
walking_difficulty | 行走严重困难 | serious difficulty walking | health | 3
""")

NHANES_NAMES = dict(
    line.split()
    for line in """
respondent_no SEQN
gender Gender
age_years AgeInYearsAtScreening
race_origin RacehispanicOriginWNhAsian
education EducationLevelAdults20
marital_status MaritalStatus
household_size TotalNumberOfPeopleInTheHousehold
household_income_usd AnnualHouseholdIncome
income_poverty_ratio RatioOfFamilyIncomeToPoverty
health_insured CoveredByHealthInsurance
general_health GeneralHealthCondition
diet_quality HowHealthyIsTheDiet
weight_kg WeightKg
height_cm StandingHeightCm
bmi BodyMassIndexKgm2
waist_cm WaistCircumferenceCm
systolic_mmhg SystolicBloodPres1StRdgMmHg
diastolic_mmhg DiastolicBloodPres1StRdgMmHg
pulse_per_minute 60SecPulse30SecPulse2
total_cholesterol_mgdl TotalCholesterolMgdl
hdl_cholesterol_mgdl DirectHdlcholesterolMgdl
glycohemoglobin_percent Glycohemoglobin
blood_lead_ugdl BloodLeadUgdl
blood_cadmium_ugl BloodCadmiumUgl
blood_mercury_ugl BloodMercuryTotalUgl
diabetes_told DoctorToldYouHaveDiabetes
prediabetes_told EverToldYouHavePrediabetes
insulin_now TakingInsulinNow
asthma_told EverBeenToldYouHaveAsthma
arthritis_told DoctorEverSaidYouHadArthritis
heart_attack_told EverToldYouHadHeartAttack
stroke_told EverToldYouHadAStroke
cancer_told EverToldYouHadCancerOrMalignancy
smoked_100_cigarettes SmokedAtLeast100CigarettesInLife
sleep_hours SleepHoursWeekdaysOrWorkdays
snoring HowOftenDoYouSnore
depressed_feeling FeelingDownDepressedOrHopeless
sedentary_minutes MinutesSedentaryActivity
diet_energy_kcal EnergyKcal_DR1TOT
diet_alcohol_g AlcoholGm_DR1TOT
walking_difficulty HaveSeriousDifficultyWalking
""".strip().splitlines()
)

FLIGHTS = _columns("""
year | 年 | year | time | 1
month | 月 | month | time | 1
day | 日 | day | time | 1
dep_time | 实际离港时刻（时分） | departure time (HHMM) | time | 1
sched_dep_time | 计划离港时刻（时分） | scheduled departure (HHMM) | time | 1
dep_delay | 离港延误（分钟） | departure delay (minutes) | measure | 1
arr_time | 实际到港时刻（时分） | arrival time (HHMM) | time | 1
sched_arr_time | 计划到港时刻（时分） | scheduled arrival (HHMM) | time | 1
arr_delay | 到港延误（分钟） | arrival delay (minutes) | measure | 1
carrier | 承运人代码 | carrier | code | 1
flight | 航班号 | flight number | code | 1
tailnum | 航空器注册号 | aircraft registration mark | vehicle | 2 | pseudonymise
origin | 离港机场 | origin airport | place | 1
dest | 到港机场 | destination airport | place | 1
air_time | 空中时间（分钟） | time in the air (minutes) | measure | 1
distance | 航程（英里） | distance (miles) | measure | 1
hour | 计划离港小时 | scheduled hour | time | 1
minute | 计划离港分钟 | scheduled minute | time | 1
time_hour | 计划离港整点时间 | scheduled departure, on the hour | time | 1
""")
