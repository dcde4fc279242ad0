"""Countries, as ISO 3166 lists them."""

from iso3166 import countries_by_alpha2, countries_by_alpha3

from mock_server.vendors.cloudrx.switches import CloudRxSwitches


def alpha3(sent: str, switches: CloudRxSwitches) -> str | None:
    """The alpha-3 code of a country, in capitals; None where the text names none that is taken (CLX-45)."""
    code = sent.strip().upper() if sent.isascii() else ""
    if code in countries_by_alpha3:
        return code
    if switches.country == "alpha2_too" and code in countries_by_alpha2:
        return countries_by_alpha2[code].alpha3
    return None
