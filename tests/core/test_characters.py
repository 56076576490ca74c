"""Which characters are unsafe, checked against the categories of the Unicode database."""

from unicodedata import category

from app.core.characters import UNSAFE

EVERY_CHARACTER = [chr(point) for point in range(0x110000)]
FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters by category that show nothing."""


def test_controls_surrogates_and_separators_of_lines_are_unsafe_but_for_tab_and_line_feed() -> None:
    missed = [
        character
        for character in EVERY_CHARACTER
        if category(character) in {"Cc", "Cs", "Zl", "Zp"} and not UNSAFE.match(character)
    ]

    assert missed == ["\t", "\n"]


def test_format_characters_are_unsafe_unless_they_can_be_seen() -> None:
    missed = {
        f"{ord(character):04x}"
        for character in EVERY_CHARACTER
        if category(character) == "Cf" and not UNSAFE.match(character)
    }

    arabic_syriac_kaithi = {"0890", "0891", "06dd", "070f", "08e2", "110bd", "110cd"}
    number_signs = {f"{point:04x}" for point in range(0x0600, 0x0606)}
    hieroglyph_joiners = {f"{point:04x}" for point in range(0x13430, 0x13440)}
    assert missed <= arabic_syriac_kaithi | number_signs | hieroglyph_joiners


def test_no_letter_digit_sign_or_space_is_unsafe_but_the_fillers() -> None:
    refused = [
        character
        for character in EVERY_CHARACTER
        if category(character)[0] in "LNPS" or category(character) == "Zs"
        if UNSAFE.match(character)
    ]

    assert refused == list(FILLERS)
