"""Which members tell of a patient, by their names: their values stand in no report and in no recording."""

from typing import Final

_FIELDS: Final = frozenset(
    {
        *("firstname", "lastname", "middlename", "surname", "givenname", "familyname", "fullname", "title"),
        *("patientname", "customername", "dateofbirth", "birthdate", "dob", "gender", "sex"),
        *("email", "emailaddress", "telephone", "phone", "phonenumber", "mobile", "mobilenumber", "fax"),
        *("nhsnumber", "ssn", "insurancenumber"),
        *("street", "street1", "street2", "housenumber", "additionaladdress"),
        *("address1", "address2", "address3", "address4", "addressline1", "addressline2", "addressline3"),
        *("postcode", "postalcode", "zip", "zipcode"),
    }
)


def is_personal(name: str) -> bool:
    """Whether a member of that name tells of a patient."""
    return name.lower().replace("-", "").replace("_", "") in _FIELDS
