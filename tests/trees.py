"""Trees in one line, `html(head body('a' p.))`: as Lexbor builds them here, and as a browser does."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from articlegrab import decode, dom

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Line = tuple[int, str]
"""A node: how deep it stands, and what it is."""

IN_BROWSER = """pages => {
  const said = text => "'" + text.replaceAll('\\n', '\\\\n').replaceAll('\\r', '\\\\r').replaceAll('\\t', '\\\\t') + "'"
  const nodes = (parent, depth, lines) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) lines.push([depth, said(node.data)])
      else if (node.nodeType === Node.COMMENT_NODE) lines.push([depth, '!' + said(node.data)])
      else if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE)
        lines.push([depth, '<?' + node.target + ' ' + node.data + '?>'])
      else if (node.nodeType === Node.ELEMENT_NODE) {
        const attributes = [...node.attributes].map(each => '[' + each.name + '=' + said(each.value) + ']').sort()
        lines.push([depth, node.localName + attributes.join('')])
        nodes(node, depth + 1, lines)
        if (node.localName === 'template' && node.content) nodes(node.content, depth + 1, lines)
      }
    }
    return lines
  }
  return Promise.all(pages.map(async page => {
    const frame = document.createElement('iframe')
    const loaded = new Promise(resolve => { frame.onload = resolve })
    const bytes = Uint8Array.from(atob(page), each => each.charCodeAt(0))
    frame.src = URL.createObjectURL(new Blob([bytes], { type: 'text/html;charset=utf-8' }))
    document.body.append(frame)
    await loaded
    return nodes(frame.contentDocument, 0, [])
  }))
}"""
"""Opens each page, given in base64, in a frame of its own, and gives the trees that the browser built there."""


def quoted(text: str) -> str:
    """Text on one line."""
    return "'" + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "'"


def one_line(lines: list[Line]) -> str:
    """The nodes of a tree, brackets around the children of each."""
    written, last = "", -1
    for depth, node in lines:
        written += "(" if depth > last else ")" * (last - depth) + " "
        written += node
        last = depth
    return (written + ")" * last).removeprefix("(")


def of_lexbor(html: bytes) -> str:
    """The tree that the extractor works on, from a page's bytes."""
    parser = dom.parse(decode.utf8(html)[0]).parser
    assert parser is not None
    assert parser.root is not None
    assert parser.root.parent is not None
    return one_line(list(_walk(parser.root.parent.first_child)))


def _walk(first: Any) -> Iterator[Line]:
    """The nodes from `first` on, with what is inside them."""
    waiting = [(0, first)]
    while waiting:
        depth, node = waiting.pop()
        if node is None:
            continue
        waiting.append((depth, node.next))
        waiting.append((depth + 1, node.first_child))
        if node.is_comment_node:
            yield depth, "!" + quoted((node.html or "")[4:-3])  # comment_content comes trimmed
        elif node.is_text_node:
            yield depth, quoted(node.text_content or "")
        elif node.is_element_node:
            found = [f"[{name}={quoted(value or '')}]" for name, value in node.attributes.items()]
            yield depth, node.tag + "".join(sorted(found))
            if node.tag == "template" and (fragments := node.template_fragments()):
                waiting.append((depth + 1, fragments[0].first_child))
        elif (written := node.html or "").startswith("<?"):
            yield depth, written


def of_browser(browser: Browser, pages: list[bytes]) -> list[str]:
    """The trees that a browser builds of pages that come to it as files in UTF-8."""
    page = browser.new_page()
    page.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("http://trees.invalid/")
    found = page.evaluate(IN_BROWSER, [base64.b64encode(html).decode() for html in pages])
    return [one_line([(depth, node) for depth, node in lines]) for lines in found]
