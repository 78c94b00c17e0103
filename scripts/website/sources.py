"""Files of the repository as pages: plain, highlighted, with a number and an anchor for every line."""

from __future__ import annotations

import functools
import html

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound
from site_map import ROOT

STYLE = """
body { margin: 0; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; background: Canvas; color: CanvasText }
:root { color-scheme: light dark }
header { position: sticky; top: 0; padding: .6rem 1rem; background: Canvas; border-bottom: 1px solid GrayText }
pre { margin: 0; padding: .5rem 1rem; line-height: inherit } a { color: inherit; text-decoration: none }
header a { text-decoration: underline } span[id] { scroll-margin-top: 4rem }
 .linenos { color: GrayText; padding-right: 1.2em; user-select: none }
span:target, a:target + span { background: #ffb70340 } pre > span[id]:target { outline: 2px solid #f48c06 }
.k, .kc, .kn, .ow, .kd { color: #a626a4 } .s, .s1, .s2, .sd { color: #50803c } .c, .c1, .ch, .cm { color: #888 }
.nf, .nc, .fm { color: #4078f2 } .nd { color: #b07020 } .mi, .mf { color: #b76b01 } .nb, .bp { color: #0b7285 }
@media (prefers-color-scheme: dark) { .k, .kc, .kn, .ow, .kd { color: #c678dd } .s, .s1, .s2, .sd { color: #98c379 }
  .nf, .nc, .fm { color: #61afef } .nb, .bp { color: #56b6c2 } }
"""


@functools.cache
def page(path: str) -> str:
    """The page of a file."""
    text = (ROOT / path).read_text(encoding="utf-8")
    try:
        lexer = get_lexer_for_filename(path, stripnl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False)
    code = highlight(text, lexer, HtmlFormatter(linenos="inline", linespans="line", wrapcode=False))
    title, up = html.escape(path), "../" * (path.count("/") + 1)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f'<header><a href="{up}index.html">Flambeau</a> · {title}</header>{code}</html>\n'
    )
