"""An OpenAPI document as a page to read: rendered here, without scripts, and with nothing fetched from elsewhere."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

import yaml

Json = Mapping[str, Any]  # a document: JSON values of any shape

SECURITY_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { border-top: 1px solid var(--line); padding-top: 1.5rem; margin-top: 2rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { background: var(--soft); padding: .75rem; overflow-x: auto; border-radius: .25rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; }
.method { font-weight: 700; margin-right: .5rem; } .evidence { background: var(--soft); border-radius: .75rem;
  padding: .125rem .5rem; font-size: .8125rem; } summary { cursor: pointer; } nav ul { columns: 2; padding-left: 1rem; }
"""


def render(document: bytes) -> str:
    """The page of an OpenAPI document in YAML."""
    read: Json = yaml.safe_load(document)
    info = read["info"]
    operations = [
        (method.upper(), path, operation) for path, methods in read["paths"].items() for method, operation in methods.items()
    ]
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])}</title>',
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>',
        f"<h1>{escape(info['title'])}</h1><p>Version {escape(info['version'])}. {escape(info.get('summary', ''))}</p>",
        *(f"<p>{_prose(paragraph)}</p>" for paragraph in info.get("description", "").split("\n\n")),
        "<nav><ul>",
        *(
            f'<li><a href="#{escape(operation["operationId"])}"><span class="method">{method}</span>{escape(path)}</a></li>'
            for method, path, operation in operations
        ),
        "</ul></nav>",
    ]
    for method, path, operation in operations:
        parts.extend(_operation(method, path, operation))
    return "".join([*parts, "</body></html>\n"])


def _prose(text: str) -> str:
    """Text of a description: escaped, and what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _operation(method: str, path: str, operation: Json) -> Iterator[str]:
    yield f'<h2 id="{escape(operation["operationId"])}"><span class="method">{method}</span><code>{escape(path)}</code></h2>'
    if "x-evidence" in operation:
        sources = ", ".join(operation["x-sources"])
        yield f'<p><span class="evidence">{escape(operation["x-evidence"])}: {escape(sources)}</span></p>'
    for paragraph in (f"{operation['summary']}.", *operation["description"].split("\n\n")):
        yield f"<p>{_prose(paragraph)}</p>"
    if parameters := operation.get("parameters"):
        yield "<table><tr><th>parameter</th><th>in</th><th>about</th></tr>"
        for each in parameters:
            name = escape(each["name"]) + (" (required)" if each.get("required") else "")
            about = each.get("description") or json.dumps(each.get("schema", {}))
            yield f"<tr><td><code>{name}</code></td><td>{escape(each['in'])}</td><td>{_prose(about)}</td></tr>"
        yield "</table>"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body: <code>{escape(media)}</code></p>"
        yield from _examples(content)
    yield "<table><tr><th>status</th><th>meaning</th></tr>"
    for status, answer in operation["responses"].items():
        yield f"<tr><td><code>{escape(status)}</code></td><td>{_prose(answer['description'])}"
        for content in answer.get("content", {}).values():
            yield from _examples(content)
        yield "</td></tr>"
    yield "</table>"


def _examples(content: Json) -> Iterator[str]:
    examples = {name: each["value"] for name, each in content.get("examples", {}).items()}
    if "example" in content:
        examples["example"] = content["example"]
    for name, value in examples.items():
        shown = escape(json.dumps(value, indent=2, ensure_ascii=False))
        yield f"<details><summary>{escape(name)}</summary><pre>{shown}</pre></details>"
