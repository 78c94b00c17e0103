"""The interactive page: pictures of the whole at every depth and of each module's inside, with a little script; nothing
is loaded from anywhere.
"""

from __future__ import annotations

import json
from html import escape

from .graph import Graph, Group
from .scene import cut, everything, scene, to_depth
from .svg import KINDS, draw

MOST = 700  # boxes in one picture of the page

STYLE = """
html,body{margin:0;height:100%;font:13px ui-sans-serif,-apple-system,'Segoe UI','Helvetica Neue',Arial,sans-serif;
color:#1f2430;background:#fff}
body{display:flex;flex-direction:column}
header{display:flex;gap:14px;align-items:center;padding:8px 14px;border-bottom:1px solid #e3e6eb;flex-wrap:wrap}
header b{font-size:14px}
#trail a,#levels button,#fit{cursor:pointer}
#trail a{color:#4b3a94;text-decoration:none}
#trail a:hover{text-decoration:underline}
button{font:inherit;border:1px solid #c9ced6;border-radius:6px;background:#fff;padding:2px 9px;margin-left:4px}
button.on{background:#2b3140;color:#fff;border-color:#2b3140}
.legend{margin-left:auto;color:#667080}
.legend i{display:inline-block;width:3px;height:12px;border-radius:2px;margin:0 5px 0 12px;vertical-align:-2px}
main{flex:1;position:relative;overflow:hidden;cursor:grab;touch-action:none}
main:active{cursor:grabbing}
main svg{position:absolute;left:0;top:0;transform-origin:0 0}
.box.module,.frame[data-open]{cursor:pointer}
.frame[data-open]:hover>rect{stroke-opacity:1}
.box:hover>rect:not([rx="1.5"]){stroke:#2b3140;stroke-width:1.5}
#about{position:absolute;right:12px;bottom:12px;max-width:min(46em,90%);max-height:45%;overflow:auto;background:#fffd;
border:1px solid #c9ced6;border-radius:8px;padding:8px 12px;white-space:pre-wrap;display:none;
font:12px ui-monospace,Menlo,Consolas,monospace}
"""

SCRIPT = """
const main=document.querySelector('main'),about=document.querySelector('#about');
let x=0,y=0,k=1,drag=null,moved=false;
const svg=()=>main.querySelector('svg');
const put=()=>{svg().style.transform=`translate(${x}px,${y}px) scale(${k})`};
function fit(){const s=svg(),w=+s.getAttribute('width'),h=+s.getAttribute('height');
  k=Math.min(1.25,Math.max(.25,Math.min(main.clientWidth/w,main.clientHeight/h)));
  x=(main.clientWidth-w*k)/2;y=Math.max(0,(main.clientHeight-h*k)/2);put()}
function show(key){main.querySelector('svg')?.remove();main.insertAdjacentHTML('afterbegin',pictures[key].svg);
  about.style.display='none';const trail=document.querySelector('#trail');
  trail.innerHTML=pictures[key].trail.map(([to,name])=>`<a data-to="${to}">${name}</a>`).join(' › ');
  document.querySelectorAll('#levels button').forEach(b=>b.classList.toggle('on',b.dataset.to===key));fit()}
document.addEventListener('click',e=>{const to=e.target.closest('[data-to]');if(to)show(to.dataset.to)});
main.addEventListener('pointerdown',e=>{drag=[e.clientX-x,e.clientY-y,e.clientX,e.clientY];moved=false});
window.addEventListener('pointermove',e=>{if(!drag)return;
  if(Math.hypot(e.clientX-drag[2],e.clientY-drag[3])>4)moved=true;
  if(moved){x=e.clientX-drag[0];y=e.clientY-drag[1];put()}});
window.addEventListener('pointerup',()=>{drag=null});
main.addEventListener('click',e=>{if(moved)return;const box=e.target.closest('.box,.frame');
  if(!box){about.style.display='none';return}
  if(box.dataset.open){show(box.dataset.open);return}
  about.textContent=box.querySelector('title').textContent;about.style.display='block'});
main.addEventListener('wheel',e=>{e.preventDefault();const f=Math.exp(-e.deltaY*.0015),n=Math.min(8,Math.max(.05,k*f));
  const r=main.getBoundingClientRect(),px=e.clientX-r.left,py=e.clientY-r.top;
  x=px-(px-x)*n/k;y=py-(py-y)*n/k;k=n;put()},{passive:false});
document.querySelector('#fit').addEventListener('click',fit);
window.addEventListener('resize',fit);
show(first);
"""


def page(graph: Graph, title: str, first: set[Group]) -> str:
    """One HTML file. ``first``: the groups that are open in the picture it starts with."""
    program = graph.program
    groups = sorted(everything(program) - {program}, key=lambda group: next(group.ops()).sequence)
    keys: dict[object, str] = {group: f"m{i}" for i, group in enumerate(groups)}
    pictures: dict[str, dict[str, object]] = {}
    levels: list[tuple[str, str]] = []
    start = "start"
    seen: set[int] = set()
    for depth in range(1 + max((_depth(group) for group in groups), default=0)):
        opened = to_depth(program, depth)
        shown = scene(graph, program, opened)
        if len(opened) in seen or (len(shown.boxes) > MOST and levels):
            continue
        seen.add(len(opened))
        pictures[f"d{depth}"] = {"svg": draw(shown, keys), "trail": [(f"d{depth}", escape(title))]}
        levels.append((f"d{depth}", str(depth)))
        if opened == first:
            start = f"d{depth}"
    if start == "start":
        pictures[start] = {"svg": draw(scene(graph, program, first), keys), "trail": [(start, escape(title))]}
    for group in groups:
        trail, at = [], group
        while at.parent is not None:
            trail.append((keys[at], escape(at.name)))
            at = at.parent
        trail.append((start, escape(title)))
        inside = scene(graph, group, cut(group, MOST))
        pictures[keys[group]] = {"svg": draw(inside, keys), "trail": trail[::-1]}
    buttons = "".join(f'<button data-to="{key}">{name}</button>' for key, name in levels)
    legend = "".join(f'<i style="background:{colour}"></i>{name}' for colour, name in KINDS.values())
    data = json.dumps(pictures).replace("</", "<\\/")
    depth_choice = f'<span id="levels">depth {buttons}</span>' if len(levels) > 1 else '<span id="levels"></span>'
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head>
<body><header><b id="trail"></b>{depth_choice}<button id="fit">fit</button><span class="legend">{legend}</span></header>
<main><div id="about"></div></main>
<script>const pictures={data},first="{start}";{SCRIPT}</script></body></html>
"""


def _depth(group: Group) -> int:
    depth = 0
    while group.parent is not None:
        group, depth = group.parent, depth + 1
    return depth
