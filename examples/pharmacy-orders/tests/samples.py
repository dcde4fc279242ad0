"""Samples that tests share. Everybody in them is invented."""

ADDRESS = {"street1": "1 Test Way", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"}
