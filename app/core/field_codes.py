"""What can be wrong with one member of a request: the stable codes and their texts."""

from typing import Final

from pydantic_core import PydanticCustomError

from app.core.languages import Text

FIELD_TEXTS: Final[dict[str, Text]] = {}
"""Every published code with its text; filled by `field_code`."""


def field_code(code: str, zh: str, en: str) -> str:
    """Publish a code; it is part of the API, never changes, and belongs to one text."""
    if code in FIELD_TEXTS:
        raise ValueError(f"Two faults share the code {code}.")
    FIELD_TEXTS[code] = Text(zh, en)
    return code


def refusal(code: str) -> PydanticCustomError:
    """What a validator raises; only published codes can be raised."""
    return PydanticCustomError(code, FIELD_TEXTS[code].en)


def code_of(error_type: str) -> str:
    """The published code for an error of a validator of ours or of the library's."""
    code = BUILT_IN.get(error_type, error_type)
    return code if code in FIELD_TEXTS else INVALID_VALUE


INVALID_VALUE: Final = field_code("invalid-value", "取值不符合要求", "Not an acceptable value")
REQUIRED: Final = field_code("required", "必填", "Required")
UNKNOWN_MEMBER: Final = field_code(
    "unknown-member", "接口未定义此成员，请删除", "Not a member of this request; leave it out"
)
NOT_OBJECT: Final = field_code("not-object", "须为 JSON 对象", "Must be a JSON object")
NOT_ARRAY: Final = field_code("not-array", "须为 JSON 数组", "Must be a JSON array")
NOT_TEXT: Final = field_code("not-text", "须为字符串", "Must be a string")
NOT_INTEGER: Final = field_code(
    "not-integer",
    "须为整数，不带引号、小数点或指数",
    "Must be an integer without fraction or exponent",
)
NOT_BOOLEAN: Final = field_code("not-boolean", "须为 true 或 false", "Must be true or false")
NOT_A_CHOICE: Final = field_code(
    "not-a-choice",
    "不在允许的取值之列（区分大小写）",
    "Not one of the allowed values; case matters",
)
TOO_SHORT: Final = field_code("too-short", "过短或项数不足", "Too short or too few")
TOO_LONG: Final = field_code("too-long", "过长或项数过多", "Too long or too many")
TOO_SMALL: Final = field_code("too-small", "数值过小", "Too small")
TOO_LARGE: Final = field_code("too-large", "数值过大", "Too large")
TEXT_FORMAT: Final = field_code(
    "text-format",
    "须有可见文字，且不含控制字符、方向控制符或其他不可见字符",
    "Must show something and hold no control, direction or other unseen characters",
)
LINE_FORMAT: Final = field_code(
    "line-format",
    "须为一行可见文字，不含换行、制表符或不可见字符",
    "Must be one line that shows something, without line breaks, tabs or unseen characters",
)
NAME_FORMAT: Final = field_code(
    "name-format",
    "姓名须在一行内且至少两个可见字符，不含不可见字符",
    "A name is one line with two visible characters or more and no unseen ones",
)
DATE_FORMAT: Final = field_code(
    "date-format",
    "须为真实存在的日期，写作 YYYY-MM-DD，年份 1900 至 2199",
    "Must be a real date written YYYY-MM-DD, of the years 1900 to 2199",
)
TIME_FORMAT: Final = field_code(
    "time-format",
    "须为带时区偏移的 RFC 3339 时间，例如 2026-03-01T09:30:00+08:00，年份 1990 至 2199",
    "Must be an RFC 3339 time with its offset, as 2026-03-01T09:30:00+08:00, "
    "of the years 1990 to 2199",
)
DAY_OR_TIME_FORMAT: Final = field_code(
    "day-or-time-format",
    "须为 YYYY-MM-DD 的日期，或带时区偏移的 RFC 3339 时间，年份 1900 至 2199",
    "Must be a date written YYYY-MM-DD or an RFC 3339 time with its offset, "
    "of the years 1900 to 2199",
)
UUID_FORMAT: Final = field_code(
    "uuid-format", "须为带连字符的 UUID", "Must be a UUID written with hyphens"
)
URL_FORMAT: Final = field_code("url-format", "须为完整网址", "Must be a complete URL")
PHONE_FORMAT: Final = field_code(
    "phone-format",
    "须为 11 位手机号，或带区号的固定电话，用半角数字",
    "Must be an 11-digit mobile number, or a landline with its area code, in ASCII digits",
)
ID_NUMBER_FORMAT: Final = field_code(
    "id-number-format",
    "公民身份号码须为 18 位：17 位半角数字加校验码",
    "An identity number has 18 characters: 17 ASCII digits and a check character",
)
ID_NUMBER_DATE: Final = field_code(
    "id-number-date",
    "公民身份号码中的出生日期不存在",
    "The birth date in the identity number does not exist",
)
ID_NUMBER_CHECKSUM: Final = field_code(
    "id-number-checksum",
    "公民身份号码校验码不符，请核对是否输错",
    "The check character of the identity number does not fit; look for a typing error",
)
CREDIT_CODE_FORMAT: Final = field_code(
    "credit-code-format",
    "统一社会信用代码须为 18 位大写字母或数字，不含 I、O、S、V、Z",
    "A unified social credit code has 18 digits or capital letters, never I, O, S, V or Z",
)
CREDIT_CODE_CHECKSUM: Final = field_code(
    "credit-code-checksum",
    "统一社会信用代码校验码不符，请核对是否输错",
    "The check character of the credit code does not fit; look for a typing error",
)
DIVISION_FORMAT: Final = field_code(
    "division-format",
    "行政区划代码须为 6、9 或 12 位数字",
    "A division code has 6, 9 or 12 digits",
)
ENTITY_TAG_FORMAT: Final = field_code(
    "entity-tag-format",
    "须为带双引号的 ETag，原样取自读取时的回答",
    "Must be an entity tag in double quotes, just as it came with the object",
)
NUMBER_FORMAT: Final = field_code(
    "number-format",
    "编号只能含字母、数字、汉字和标点，不含空格",
    "A reference number holds letters, digits, Chinese characters and punctuation, no spaces",
)

BUILT_IN: Final[dict[str, str]] = {
    "missing": REQUIRED,
    "extra_forbidden": UNKNOWN_MEMBER,
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), NOT_OBJECT),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), NOT_ARRAY),
    "string_type": NOT_TEXT,
    "string_unicode": TEXT_FORMAT,
    **dict.fromkeys(("int_type", "int_from_float", "int_parsing", "int_parsing_size"), NOT_INTEGER),
    **dict.fromkeys(("bool_type", "bool_parsing"), NOT_BOOLEAN),
    **dict.fromkeys(
        ("enum", "literal_error", "union_tag_invalid", "union_tag_not_found"), NOT_A_CHOICE
    ),
    **dict.fromkeys(("string_too_short", "too_short"), TOO_SHORT),
    **dict.fromkeys(("string_too_long", "too_long"), TOO_LONG),
    **dict.fromkeys(("greater_than", "greater_than_equal"), TOO_SMALL),
    **dict.fromkeys(("less_than", "less_than_equal"), TOO_LARGE),
    **dict.fromkeys(("uuid_type", "uuid_parsing", "uuid_version"), UUID_FORMAT),
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation", "url_too_long", "url_scheme"),
        URL_FORMAT,
    ),
}
"""The published code of each error type of the validation library; the rest are invalid values."""
