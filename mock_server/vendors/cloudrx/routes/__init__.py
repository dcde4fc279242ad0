"""CloudRx's operations, a module for each of its services. Docstrings are descriptions in the OpenAPI document."""
