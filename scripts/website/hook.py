"""What MkDocs calls: the pages of the site in place of the files in docs/, and the link to the other language."""

from __future__ import annotations

from typing import Any

import jieba
import modules
import operations
import sources
import torch_names
import written
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from site_map import Site

import examples

# Terms of the field, for what cuts Chinese text into words for the search.
TERMS = """
    算子 张量 切向量 计算图 梯度 反向传播 反向模式 前向模式 自动微分 雅可比 黑塞 导数 叶子 钩子 批处理 优化器 数据类型
    复合算子
"""
jieba.setLogLevel("WARNING")
for term in TERMS.split():
    jieba.add_word(term)


def generated(language: str) -> Site:
    """All pages of a language."""
    site = Site(language)
    operations.note_names(site)
    modules.note_names(site)
    for theme in (written, operations, modules, torch_names, examples):
        theme.add(site)
    return site


def prepare() -> None:
    """What all languages share is made once, and found by the processes that are forked afterwards."""
    for path in generated("en").sources:
        sources.page(path)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Replaces the pages that MkDocs found by the site's."""
    site = generated(config.extra["language"])
    config.extra["minor"] = site.minor
    kept = Files([file for file in files if not file.src_uri.endswith(".md")])
    for path, text in (*site.pages.items(), *site.pictures.items()):
        kept.append(File.generated(config, path, content=text))
    for path in sorted(site.sources):
        kept.append(File.generated(config, f"source/{path}.html", content=sources.page(path)))
    return kept


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, **_: Any) -> None:
    """The search shows lists and what is not public after the rest."""
    if page.file.src_uri in config.extra["minor"]:
        page.meta["search"] = {"boost": 0.2}


def on_page_context(context: dict[str, Any], page: Any, config: MkDocsConfig, **_: Any) -> dict[str, Any]:
    """What theme/partials/alternate.html links to, the same page in the other language; no empty column for a menu."""
    other, context["other_language"] = ("zh-CN", "中文") if config.extra["language"] == "en" else ("en", "English")
    context["other_page"] = f"../{other}/{page.url}"
    if page.parent is None:
        page.meta["hide"] = ["navigation"]
    return context
