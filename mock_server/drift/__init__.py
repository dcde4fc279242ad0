"""Where a real vendor and our document of it part: held exchange by exchange, by a proxy between a client and the vendor."""
