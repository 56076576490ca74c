"""The same days as others keep and count them; not a fixture, for its printed form is huge."""

import holidays

ORACLE = holidays.country_holidays("CN", years=range(2022, 2029))
