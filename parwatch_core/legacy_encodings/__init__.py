"""Vietnamese written for the fonts of the nineties: TCVN3 (.VnTime, ABC) and VNI, recognised and turned into Unicode.

A page typed with such a font reads "C¶i c¸ch hµnh chÝnh" (TCVN3) or "Caûi caùch haønh chính" (VNI) once its bytes are
taken for Latin-1, and stays so when a CMS stores it as UTF-8. Everything here works on text, is pure and linear.
"""

from parwatch_core.legacy_encodings.conversion import convert, convert_aligned
from parwatch_core.legacy_encodings.recognition import is_undecodable, recognise
from parwatch_core.legacy_encodings.tables import LegacyEncoding

__all__ = ["LegacyEncoding", "convert", "convert_aligned", "is_undecodable", "recognise"]
