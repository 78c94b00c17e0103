"""A page for each op, made from its entry, and the page that lists them."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator

from docstrings import inline, markdown, signature, summary
from site_map import Site, definitions, file_of, lines, to

from flambeau.ops.define import Entry, registry
from flambeau.ops.rule import Rule

INDEX = "api/operations.md"


def is_public(entry: Entry) -> bool:
    """Whether users can call it by a name."""
    return bool(entry.namespaces or entry.methods or entry.in_place_methods or entry.prop)


def title(entry: Entry) -> str:
    """The name that users know it by."""
    if entry.namespaces and (entry.exported or entry.exported_in_place):
        return entry.qualified if entry.exported else f"{entry.qualified}_"
    names = (*entry.methods, *entry.in_place_methods)
    if entry.prop:
        names = (entry.prop if isinstance(entry.prop, str) else entry.name,)
    return f"Tensor.{names[0]}" if names else entry.name


def page_of(entry: Entry) -> str:
    """Its page."""
    return f"api/ops/{title(entry)}.md"


def theme_of(entry: Entry) -> str:
    """The file of src/flambeau/ops that it stands in."""
    return entry.signature.__module__.rsplit(".", 1)[-1]


def all_names(entry: Entry) -> Iterator[str]:
    """The names under which it is found."""
    for space in entry.namespaces:
        for name in (*entry.exported, *entry.exported_in_place):
            yield f"{space}.{name}" if space else name
    for name in (*entry.methods, *entry.in_place_methods):
        yield f"Tensor.{name}"
    if entry.prop:
        yield f"Tensor.{entry.prop if isinstance(entry.prop, str) else entry.name}"
    if not is_public(entry):
        yield entry.name


def note_names(site: Site) -> None:
    """Tells the site where each op is documented."""
    pages = [page_of(entry) for entry in registry]
    assert len(set(pages)) == len(pages), "two ops with one page"
    for entry in registry:
        for name in all_names(entry):
            site.names.setdefault(name, page_of(entry))


def written(entry: Entry) -> tuple[str, int, str]:
    """File, line and text of an entry, without its docstring."""
    path = file_of(entry.signature.__module__)
    node = definitions(path)[entry.signature.__name__]
    first = min(d.lineno for d in node.decorator_list) if node.decorator_list else node.lineno
    text = lines(path)[first - 1 : node.end_lineno]
    doc = node.body[0]
    if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) and isinstance(doc.value.value, str):
        end = doc.end_lineno or doc.lineno
        body = lines(path)[end : node.end_lineno]
        text = [*lines(path)[first - 1 : doc.lineno - 1], *(body or ["    ..."])]
    return path, first, "\n".join(text)


def named_rules(entry: Entry) -> Iterator[tuple[str, int, str]]:
    """The functions that stand for rules, where an entry names them instead of writing a lambda."""
    seen = set()
    for rule in (*entry.vjp.values(), entry.jvp):
        function = rule.function if isinstance(rule, Rule) else None
        if not isinstance(function, types.FunctionType) or function.__name__ == "<lambda>" or function in seen:
            continue
        seen.add(function)
        path = file_of(function.__module__)
        node = definitions(path).get(function.__name__)
        if node:
            yield path, node.lineno, "\n".join(lines(path)[node.lineno - 1 : node.end_lineno])


def page(entry: Entry, site: Site) -> str:
    """The page of an op."""
    here = page_of(entry)
    path, line, text = written(entry)
    name = title(entry)
    takes_self = entry.parameters[:1] and entry.parameters[0][0] == "self"
    head = signature(
        name.removeprefix("Tensor."), entry.signature, "input" if takes_self and entry.namespaces else None
    )
    theme = theme_of(entry)
    section = theme if is_public(entry) else "inner"
    parts = [
        f"# {name}",
        f"[{site.say('Operations')}]({to(INDEX, here)}) · [{theme}]({to(INDEX, here)}#{section})"
        f" · {site.say('Stands in')} {site.shown_source(path, line, here)}",
        f"```python\n{head}\n```",
        markdown(entry.function.__doc__, site, here),
        f"## {site.say('The entry, as written')} {{ #entry data-search-exclude }}",
        f"```python\n{text}\n```",
    ]
    rules = list(named_rules(entry))
    if rules:
        parts.append(f"## {site.say('The functions that its rules name')} {{ #rules data-search-exclude }}")
    for rule_path, rule_line, rule_text in rules:
        parts += [site.shown_source(rule_path, rule_line, here), f"```python\n{rule_text}\n```"]
    return "\n\n".join(parts) + "\n"


def table(entries: list[Entry], site: Site) -> str:
    """A table of ops with what each computes."""
    rows = [f"| {site.say('operation')} | {site.say('what it computes')} |\n|---|---|"]
    rows += [
        f"| [`{title(e)}`]({to(page_of(e), INDEX)}) | {inline(summary(e.signature.__doc__), site, INDEX)} |"
        for e in entries
    ]
    return "\n".join(rows)


def index(site: Site) -> str:
    """The page that lists all ops by theme."""
    themes: dict[str, list[Entry]] = {}
    for entry in registry:
        if is_public(entry):
            themes.setdefault(theme_of(entry), []).append(entry)
    intro = (
        "Every operation of the library, by theme. A page has the signature, shapes, dtypes, errors, an example and "
        "the entry with its derivative rules, as written."
    )
    parts = [f"# {site.say('All operations')}", site.say(intro)]
    for theme in sorted(themes):
        parts += [f"## {theme} {{ #{theme} }}", table(sorted(themes[theme], key=title), site)]
    inner = sorted((e for e in registry if not is_public(e)), key=title)
    parts.append(f"## {site.say('The operations behind the rules')} {{ #inner }}")
    parts.append(site.say("Not public: derivative rules and composites call them, graphs and profiles name them."))
    return "\n\n".join([*parts, table(inner, site)]) + "\n"


def add(site: Site) -> None:
    """Adds the pages."""
    site.pages[INDEX] = index(site)
    for entry in registry:
        site.pages[page_of(entry)] = page(entry, site)
        if not is_public(entry):
            site.minor.add(page_of(entry))
