"""Mark-up and addresses that would come alive if they were let through."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors" / "xss.json"

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example/a.js></sCrIpT>",
    "</p></article><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<p style='background:url(javascript:alert(1))'>",
    "<a href=javascript:alert(1)>go</a>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ud800<script>alert(1)</script>",
    "[go](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[go]: javascript:alert(1)\n\n[go]",
    "[go](data:text/html;base64,PHNjcmlwdD4=)",
    "](javascript:alert(1))[",
    "`` <script>alert(1)</script> `",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "\\<script>alert(1)\\</script>",
    "\n\n<div onclick=alert(1)>\n\n",
    "| a |\n| --- |\n| <script>alert(1)</script> |",
    "~~~ <script>\nalert(1)",
]

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "\x00javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:javascript:alert(1)",
    "//x.example/a",
    "/relative",
    "https:javascript:alert(1)",
    "http://",
    "https://x.example/\" onerror=\"alert(1)",
    "https://x.example/' onerror='alert(1)",
    "https://x.example/)<script>alert(1)</script>",
    "https://x.example/> <img src=x onerror=alert(1)>",
    "https://x.example/\njavascript:alert(1)",
    "https://x.example/\ud800",
    "https://x.example/`)\\",
]

_HANDLERS = (
    "{tag} {event}=alert(1)>", "{tag}/{event}=alert(1)//>", "{tag} {event}='alert(1)'>",
    "{tag} x='>' {event}=alert(1)>", '{tag}\t{event}="alert`1`" autofocus>',
)
_SPEAKERS = (
    ("img src=x", "onerror"), ("video src=x", "onerror"), ("audio src=x", "onerror"), ("svg", "onload"),
    ("body", "onload"), ("iframe", "onload"), ("details open", "ontoggle"), ("input autofocus", "onfocus"),
    ("select autofocus", "onfocus"), ("marquee", "onstart"), ("object data=x", "onerror"), ("embed src=x", "onload"),
    ("style", "onload"), ("link rel=stylesheet href=x", "onerror"), ("image src=x", "onerror"),
    ("video><source src=x", "onerror"), ("p tabindex=1 id=x", "onfocus"), ("a href=#", "onfocus"),
)
_CARRIERS = (
    "a href", "area href", "iframe src", "embed src", "object data", "form action", "button formaction", "base href",
    "svg><a xlink:href", "math><mi xlink:href", "meta http-equiv=refresh content=0;url", "link rel=import href",
)
_SCHEMES = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java&#9;script:alert(1)", "&#x6a;avascript:alert(1)",
    "'\x01javascript:alert(1)'", "javascript&colon;alert&lpar;1&rpar;", "data:text/html,<script>alert(1)</script>",
)
_FOREIGN = ("svg", "math", "math><mtext", "svg><desc", "svg><foreignObject", "math><annotation-xml encoding=text/html")
_RAW = (
    "style", "title", "textarea", "noscript", "xmp", "noembed", "noframes", "iframe", "plaintext", "template", "script",
)
_AFTER = "<a title='</{raw}><img src=x onerror=alert(1)>'>"


def combined() -> list[str]:
    """Handlers on elements that fire by themselves, addresses that are scripts, and text that reads otherwise when it
    is parsed a second time."""
    handlers = [f"<{form.format(tag=tag, event=event)}" for form, (tag, event) in product(_HANDLERS, _SPEAKERS)]
    carried = [f"<{carrier}={scheme}>go" for carrier, scheme in product(_CARRIERS, _SCHEMES)]
    reparsed = [f"<{around}><{raw}>{_AFTER.format(raw=raw)}" for around, raw in product(_FOREIGN, _RAW)]
    return handlers + carried + reparsed


def published() -> list[str]:
    """What DOMPurify is tested with, where it is at hand."""
    return [entry["payload"] for entry in json.loads(VECTORS.read_text("utf-8"))] if VECTORS.exists() else []
