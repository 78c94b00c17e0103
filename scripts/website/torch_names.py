"""The page that says of every public name of PyTorch what it is here. Of PyTorch it needs the list of names alone."""

from __future__ import annotations

import inspect
import re

import operations
from docstrings import inline
from site_map import Site, to

from flambeau._doctor.names import found, names
from flambeau._doctor.names import state as state_of
from flambeau.ops.define import registry

PAGE = "names.md"
STATES = ("present", "another spelling", "refuses", "missing")


SPELLINGS = {
    name: operations.title(entry)
    for entry in registry
    for name in operations.all_names(entry)
    if any(re.fullmatch(rf"{re.escape(alias)}_?", name.rsplit(".", 1)[-1]) for alias in entry.aliases)
}


def state(name: str) -> tuple[str, str]:
    """The state of a name, and what there is to say of it."""
    kind, sentence = state_of(name)
    short = name.removeprefix("torch.")
    return ("another spelling", SPELLINGS[short]) if kind == "present" and short in SPELLINGS else (kind, sentence)


def shown(home: str, states: dict[str, tuple[str, str]], site: Site) -> str:
    """The section of a module: its names by state."""
    parts = [f"## {home} {{ #{home} }}"]
    by_state: dict[str, list[str]] = {label: [] for label in STATES}
    for name, (label, _) in states.items():
        by_state[label].append(name)

    of_class = site.names.get(home.removeprefix("torch.")) if inspect.isclass(found(home)) else None

    def link(name: str) -> str:
        place = site.names.get(f"{home}.{name}".removeprefix("torch."), of_class)
        return f"[`{name}`]({to(place, PAGE)})" if place else f"`{name}`"

    for label in STATES:
        if not by_state[label]:
            continue
        parts.append(f"**{site.say(label)}** ({len(by_state[label])})")
        if label == "another spelling":
            parts.append(" · ".join(f"{link(n)} = `{states[n][1]}`" for n in by_state[label]))
        elif label == "refuses":
            sentences: dict[str, list[str]] = {}
            for name in by_state[label]:
                sentences.setdefault(states[name][1], []).append(f"`{name}`")
            parts.append("\n".join(f"- {', '.join(ns)} — {inline(s, site, PAGE)}" for s, ns in sentences.items()))
        else:
            parts.append(" · ".join(link(name) for name in by_state[label]))
    return "\n\n".join(parts)


INTRO = {
    "en": """# Every name of PyTorch, and what it is here

Written when the site is built: the public names of PyTorch 2.13 ({count} of them, from {modules} modules and classes),
each looked up in Flambeau.

- **present**: it is there, and means what it means in PyTorch.
- **another spelling**: it is there as another name of the same operation, which is given beside it.
- **refuses**: it can be named, or its absence is known; the error says in a sentence what is missing and what to use.
- **missing**: an AttributeError says that there is no such name.

That a name is present does not say that every argument is accepted; its page does.
""",
    "zh-CN": """# PyTorch 的每个名称在这里的状态

本页在构建网站时生成：PyTorch 2.13 的公开名称共 {count} 个，来自 {modules} 个模块和类，逐一在 Flambeau 中查找。

- **有**：存在，含义与 PyTorch 相同。
- **另一种写法**：存在，是同一算子的另一个名字；旁边给出该算子。
- **拒绝并说明**：可以引用，或已知没有；错误信息用一句话说明缺什么、该用什么代替。
- **没有**：AttributeError 会说明没有这个名称。

名称存在并不表示接受每一种参数；具体见其页面。
""",
}


def counted(title: str, labels: list[str]) -> str:
    """A row of the table: how many names there are, and how many in each state."""
    return f"| {title} | {len(labels)} | " + " | ".join(str(labels.count(each) or "") for each in STATES) + " |"


def add(site: Site) -> None:
    """Adds the page."""
    states = {home: {name: state(f"{home}.{name}") for name in members} for home, members in names().items()}
    columns = " | ".join(site.say(label) for label in STATES)
    rows = [f"| {site.say('module')} | {site.say('names')} | {columns} |", "|---|---:|" + "---:|" * len(STATES)]
    total = [label for found in states.values() for label, _ in found.values()]
    rows.append(counted(f"**{site.say('all')}**", total))
    rows += [counted(f"[`{home}`](#{home})", [label for label, _ in found.values()]) for home, found in states.items()]
    intro = INTRO[site.language].format(count=len(total), modules=len(states))
    sections = [shown(home, found, site) for home, found in states.items() if found]
    site.pages[PAGE] = "\n\n".join([intro, "\n".join(rows), *sections]) + "\n"
