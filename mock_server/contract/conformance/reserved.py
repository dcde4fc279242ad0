"""Numbers and names that nobody can have: what tests may use without ever reaching a person."""

import re
from typing import Final

TEST_NHS_NUMBERS: Final = "999"
"""What the numbers begin with that the health service keeps for tests."""

# Kept free by the regulators for films and printed matter: Ofcom in the UK, the Bundesnetzagentur in Germany, and 555-0100 to
# 555-0199 in every area of the North American plan.
FREE_PHONES: Final = re.compile(
    r"\+1[0-9]{3}55501[0-9]{2}"
    r"|\+441632960[0-9]{3}"
    r"|\+447700900[0-9]{3}"
    r"|\+44(?:113|114|115|116|117|118|121|131|141|151|161)4960[0-9]{3}"
    r"|\+442079460[0-9]{3}|\+441914980[0-9]{3}|\+442896496[0-9]{3}|\+442920180[0-9]{3}"
    r"|\+448081570[0-9]{3}|\+449098790[0-9]{3}|\+443069990[0-9]{3}"
    r"|\+49(?:3023125|6990009|4066969|2214710|8999998)[0-9]{3}"
    r"|\+4917604069[0-9]{3}"
    r"|\+49152(?:28817386|28895456|54599371)"
    r"|\+49172(?:9925904|9968532|9973185|9973186|9980752)"
    r"|\+49174(?:9091317|9464308)"
)
FREE_DOMAINS: Final = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|test|example|invalid|localhost|local)", re.IGNORECASE)
"""Domains that RFC 2606 and RFC 6761 keep for examples and tests."""
