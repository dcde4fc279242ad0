"""What schemathesis is told beside its configuration: a body of HL7 goes out as text."""

import schemathesis

schemathesis.serializer.alias("application/hl7-v2", "text/plain")
