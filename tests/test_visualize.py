"""`visualize`: the layout keeps its promises, the files are well-formed and complete, every kind of graph is drawn."""

from __future__ import annotations

import itertools
import json
import random
import re
import sys
import types
import warnings
import xml.etree.ElementTree as ElementTree

import pytest

import flambeau as fl
from flambeau import nn
from flambeau._visualize import svg
from flambeau._visualize.graph import CLASSES
from flambeau._visualize.layout import GAP_X, layered
from flambeau._visualize.nested import Frame, nested
from flambeau._visualize.scene import Box, Scene
from flambeau._visualize.svg import COLOURS, KINDS, size_of
from flambeau.ops.define import registry
from flambeau.profiler import profile

SVG = "{http://www.w3.org/2000/svg}"


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 4), nn.Tanh())

    def forward(self, x):
        return x + self.second(self.first(x).relu())


class Net(nn.Module):
    def __init__(self, blocks=3):
        super().__init__()
        self.blocks = nn.ModuleList(Block() for _ in range(blocks))
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


def titles(svg):
    """The heading of every box: the first text in its group."""
    root = ElementTree.fromstring(svg)
    boxes = [group for group in root.iter(f"{SVG}g") if group.get("class", "").startswith("box")]
    return [group.find(f"{SVG}text").text for group in boxes]


def pictures(html):
    return json.loads(re.search(r"const pictures=(.*),first=", html).group(1).replace("<\\/", "</"))


def test_a_small_graph():
    w = fl.ones(3, 2, requires_grad=True)
    picture = fl.visualize((fl.ones(4, 3) @ w).tanh().sum(), names={"w": w})
    assert titles(picture.svg) == ["MmBackward0", "TanhBackward0", "SumBackward0", "w", "output"]
    assert "4×2 float32" in picture.svg
    tooltip = re.search(r"<title>(MmBackward0.*?)</title>", picture.svg, re.DOTALL).group(1)
    assert "test_visualize.py:" in tooltip
    assert "(fl.ones(4, 3) @ w).tanh().sum()" in tooltip, "the line itself"
    assert [re.sub(r"\s+test_visualize.py:\d+", "", row) for row in str(picture).split("\n")] == [
        "output  scalar float32",
        "  #1 SumBackward0  scalar float32",
        "  #2 TanhBackward0  4×2 float32",
        "  #3 MmBackward0  4×2 float32  ← w 3×2 float32",
    ]


def test_saved_tensors_are_shown_when_asked_for():
    x = fl.ones(3, requires_grad=True)
    y = x.exp().sum()
    assert "saves result 3 float32" in fl.visualize(y, saved=True).svg
    assert "saves result 3 float32" in str(fl.visualize(y, saved=True))
    assert "saves" not in fl.visualize(y).svg
    y.backward()
    assert "(freed)" in fl.visualize(y, saved=True).svg


def test_a_branch_is_indented_and_shared_ops_come_after_all_their_uses():
    x = fl.ones(3, requires_grad=True)
    shared = x.exp()
    rows = str(fl.visualize(shared.sin() + shared.cos())).split("\n")
    assert [re.match(r"[ │]*", row).group() for row in rows] == ["", "  ", "  │ ", "  ", "  "]
    assert [re.search(r"(\w+)Backward", row).group(1) for row in rows[1:]] == ["Add", "Sin", "Cos", "Exp"]


def test_modules_of_a_call():
    picture = fl.visualize(Net(), fl.ones(2, 4), depth=0)
    assert titles(picture.svg) == [
        "blocks.0",
        "blocks.1",
        "blocks.2",
        "AddmmBackward0",
        "x",
        "head.weight",
        "head.bias",
        "output",
    ]
    assert "5 ops, 40 parameters" in picture.svg
    opened = titles(fl.visualize(Net(), fl.ones(2, 4), depth=1).svg)
    assert opened.count("blocks.1.second") == 1
    assert "blocks.1" not in opened
    whole = titles(fl.visualize(Net(), fl.ones(2, 4), depth=-1).svg)
    assert not [title for title in whole if title.startswith("blocks")]
    assert whole.count("AddmmBackward0") == 7


def test_modules_from_parameters():
    net = Net()
    text = str(fl.visualize(net(fl.ones(2, 4)).sum(), module=net))
    assert re.search(r"ReluBackward0 .* blocks.1\b", text)
    assert re.search(r"AddmmBackward0 .* blocks.1.second.0  ← weight 4×4 float32, bias 4 float32", text)
    assert "blocks.2" in titles(fl.visualize(net(fl.ones(2, 4)).sum(), module=net, depth=1).svg)


def test_calling_leaves_no_hooks_and_the_result_alone():
    net = Net()
    fl.visualize(net, fl.ones(2, 4))
    assert not nn.modules._global_hooks.global_hooks
    assert all(p.grad is None for p in net.parameters())

    class Fails(nn.Module):
        def forward(self, x):
            raise ValueError("planted")

    with pytest.raises(ValueError, match="planted"):
        fl.visualize(nn.Sequential(Fails()), fl.ones(1))
    assert not nn.modules._global_hooks.global_hooks


def test_a_module_called_several_times_is_a_box_each():
    class Loop(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = nn.Sequential(nn.Linear(4, 4), nn.Tanh())

        def forward(self, x):
            for _ in range(3):
                x = self.cell(x) * 2
            return x

    assert titles(fl.visualize(Loop(), fl.ones(1, 4), depth=0).svg).count("cell") == 3


def test_the_page_holds_every_module_and_loads_nothing(tmp_path):
    picture = fl.visualize(Net(), fl.ones(2, 4), depth=0)
    picture.save(tmp_path / "graph.html")
    html = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=|@import|url\(h", html)
    found = pictures(html)
    opens = {key for shown in found.values() for key in re.findall(r'data-open="(\w+)"', shown["svg"])}
    assert opens
    assert opens <= found.keys()
    inside = {shown["trail"][-1][1]: titles(shown["svg"]) for shown in found.values()}
    assert inside["blocks.1"].count("from blocks.0") == inside["blocks.1"].count("to blocks.2") == 1
    assert "ReluBackward0" in inside["blocks.1"]
    assert picture._repr_html_().startswith("<iframe srcdoc=")
    assert picture._repr_svg_() == picture.svg


def test_files(tmp_path):
    picture = fl.visualize(fl.ones(1, requires_grad=True) * 2, title="<&>")
    for name in ("a.svg", "b.html", "c.txt"):
        picture.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 50
    assert "&lt;&amp;&gt;" in (tmp_path / "b.html").read_text()
    with pytest.raises(ValueError, match=r"ends in none of \.svg"):
        picture.save(tmp_path / "d.jpg")


def test_pixels(tmp_path):
    pytest.importorskip("matplotlib")
    import numpy as np
    from matplotlib.image import imread

    picture = fl.visualize(Net(1), fl.ones(2, 4), depth=-1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture.save(tmp_path / "graph.png")
    pixels = imread(tmp_path / "graph.png")[..., :3]
    size = [float(ElementTree.fromstring(picture.svg).get(side)) for side in ("height", "width")]
    assert pixels.shape[:2] == pytest.approx([2 * side for side in size], abs=2)
    for colour in (KINDS["elementwise"][0], KINDS["product"][0], COLOURS["result"][0]):
        wanted = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        assert (np.abs(pixels - wanted).max(axis=2) < 0.02).sum() > 100, colour
    small = tmp_path / "small.png"
    small.write_bytes(picture.png(scale=0.5))
    assert imread(small).shape[0] == pytest.approx(size[0] / 2, abs=2)


def stripes(drawn):
    """Per op drawn: its title, where its stripe ends, and the middle of the title."""
    for group in ElementTree.fromstring(drawn).iter(f"{SVG}g"):
        if group.get("class") == "box op":
            stripe = group.findall(f"{SVG}rect")[-1]
            title = group.find(f"{SVG}text")
            yield title.text, float(stripe.get("x")) + float(stripe.get("width")), float(title.get("x"))


def test_titles_keep_clear_of_their_stripe():
    """In the widest of the usual fonts too."""
    text = pytest.importorskip("matplotlib.textpath")
    from matplotlib.font_manager import FontProperties

    wide = FontProperties(family="DejaVu Sans", weight="bold")
    for name in sorted({name for entry in registry for name in entry.node_names}, key=len)[::15]:
        box = Box("op", name, ["2×3 float32"], kind="product")
        drawn = svg.draw(Scene("", [box], [], []))
        ((title, end, middle),) = stripes(drawn)
        width = text.TextPath((0, 0), title, size=svg.TITLE, prop=wide).get_extents().width
        assert middle - width / 2 > end + 2, name
        assert middle + width / 2 < size_of(box)[0] - 2, name


class Twice(fl.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2


def test_every_op_has_a_colour_and_a_word_in_the_legend():
    differentiated = [entry for entry in registry if entry.vjp and entry.kind != "composite"]
    assert [entry.name for entry in differentiated if CLASSES.get(entry.kind) not in KINDS] == []
    assert len({colour for colour, _ in KINDS.values()}) == len(KINDS)
    x = fl.rand(4, 4, requires_grad=True)
    y = (x @ x).tanh().sum(0)[None]
    y = fl.cat([y, y[[0]], fl.poisson(y.exp())])
    y[0] = 1.0
    picture = fl.visualize(Twice.apply(y))
    page = picture.html.split("<main>")[0]
    for _, word in KINDS.values():
        assert f"</i>{word}" in page
    drawn = {word for colour, word in KINDS.values() if f'fill="{colour}"' in picture.svg}
    assert drawn == {word for kind, (_, word) in KINDS.items() if kind != "other"}
    legend = next(g for g in ElementTree.fromstring(picture.svg).iter(f"{SVG}g") if g.get("class") == "legend")
    assert {text.text for text in legend.iter(f"{SVG}text")} == drawn


def edges_of(picture):
    """Pairs of titles."""
    shown = picture._scene()
    return {(shown.boxes[a].title, shown.boxes[b].title) for a, b in shown.edges}


def test_inputs_are_drawn_whether_or_not_they_want_a_gradient():
    net = nn.Sequential(nn.Linear(4, 3), nn.Tanh())
    for wanted in (False, True):
        picture = fl.visualize(net, fl.ones(2, 4, requires_grad=wanted))
        assert ("input", "AddmmBackward0") in edges_of(picture)
        assert f'class="box {"leaf" if wanted else "input"}"' in picture.svg

    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.table, self.mix = nn.Embedding(5, 4), nn.Linear(4, 2)

        def forward(self, words, more):
            return self.table(words) + self.mix(more["of"][0]).sum(), more["unused"]

    words, x, unused = fl.tensor([1, 2]), fl.ones(2, 4), fl.ones(7)
    picture = fl.visualize(Words(), words, more={"of": [x], "unused": unused}, depth=-1)
    assert {("words", "EmbeddingBackward0"), ("more.of[0]", "AddmmBackward0")} <= edges_of(picture)
    assert "more.unused" in titles(picture.svg)
    w = fl.ones(4, 3, requires_grad=True)
    assert ("x", "MmBackward0") in edges_of(fl.visualize(x @ w, names={"x": x, "w": w}))
    assert "x" not in titles(fl.visualize(x @ w, names={"w": w}).svg)


def test_drawing_inputs_runs_no_hooks_of_saved_tensors():
    net, ran = nn.Linear(4, 4), []
    with fl.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: ran.append(t) or t):
        picture = fl.visualize(net, fl.ones(2, 4))
        assert "input" in titles(picture.svg)
    assert ran == []


def frames_of(drawn):
    """By the title of a frame, its left, top, right and bottom."""
    found = {}
    for group in ElementTree.fromstring(drawn).iter(f"{SVG}g"):
        if group.get("class") == "frame":
            x, y, w, h = (float(group.find(f"{SVG}rect").get(side)) for side in ("x", "y", "width", "height"))
            found[group.find(f"{SVG}text").text] = (x, y, x + w, y + h)
    return found


@pytest.mark.parametrize("depth", [0, 1, -1])
def test_opened_modules_have_a_frame_around_what_ran_in_them_alone(depth):
    picture = fl.visualize(Net(), fl.ones(2, 4), depth=depth)
    frames = frames_of(picture.svg)
    names = [f"blocks.{k}" for k in range(3)]
    assert set(frames) == set({0: [], 1: names, -1: names + [f"{name}.second" for name in names]}[depth])
    shown = picture._scene()
    placed = svg.place(shown)
    for box, x, y in zip(shown.boxes, placed.x, placed.y, strict=True):
        width, height = size_of(box)
        module = box.lines[0] if box.sort == "op" else box.title
        for name, (left, top, right, bottom) in frames.items():
            inside = left < x - width / 2 and x + width / 2 < right and top < y - height / 2 and y + height / 2 < bottom
            apart = x + width / 2 < left or right < x - width / 2 or y + height / 2 < top or bottom < y - height / 2
            assert inside if f"{module}.".startswith(f"{name}.") else apart, (name, box.title)


def test_cells_of_a_notebook_are_named_by_their_number(monkeypatch):
    """IPython keeps the file that a cell is compiled as, and its number."""
    cell = "/tmp/ipykernel_1/99.py"
    shell = types.SimpleNamespace(compile=types.SimpleNamespace(_filename_map={cell: 3}))
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    names = {"fl": fl, "profile": profile}
    source = "x = fl.ones(300, requires_grad=True)\nwith profile(profile_memory=True) as prof:\n    y = x.exp()\n"
    exec(compile(source, cell, "exec"), names)
    picture = fl.visualize(names["y"])
    assert "In [3]:3" in picture.svg
    assert "In [3]:3" in str(picture)
    assert "ipykernel" not in picture.svg + picture.html
    assert str(names["prof"].by_line()).startswith("In [3]: ")
    assert "In [3](3): " in str(names["prof"].memory_timeline())
    assert "In [3]:3" in str(names["prof"].forward_backward())


def test_structures_leaves_and_plain_tensors():
    x = fl.ones(2, requires_grad=True)
    picture = fl.visualize({"a": x, "b": [x * 2, fl.ones(3)]}, names={"x": x})
    assert titles(picture.svg) == ["MulBackward0", "x", "a", "b[0]"]
    with pytest.raises(TypeError, match="there is no tensor in int"):
        fl.visualize(3)
    with pytest.raises(RuntimeError, match="none of the tensors requires grad"):
        fl.visualize(fl.ones(2))
    with pytest.raises(TypeError, match="for a module to be called with"):
        fl.visualize(x, x)


def test_functions_views_and_writes():
    class Double(fl.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    y = Double.apply(fl.ones(3, requires_grad=True)).clone()
    y[0] = 5.0
    shown = titles(fl.visualize(y.split(1), saved=True).svg)
    assert "DoubleBackward" in shown
    assert any("CopySlices" in title for title in shown)


def test_only_the_nearest_nodes_of_a_deep_graph():
    y = x = fl.ones(1, requires_grad=True)
    for _ in range(100_000):
        y = y * 1.0
    picture = fl.visualize(y, limit=50)
    assert titles(picture.svg).count("MulBackward0") == 50
    assert "1 edges lead on" in picture.svg
    assert x.grad is None


@pytest.mark.parametrize("seed", range(20))
def test_layouts_do_not_overlap_and_edges_point_down(seed):
    rng = random.Random(seed)
    count = rng.randrange(1, 60)
    edges = sorted(
        {tuple(sorted(rng.sample(range(count), 2))) for _ in range(rng.randrange(2 * count))} if count > 1 else ()
    )
    sizes = [(rng.uniform(30, 150), rng.uniform(20, 60)) for _ in range(count)]
    place = layered(sizes, edges)
    for i in range(count):
        assert sizes[i][0] / 2 - 1e-6 <= place.x[i] <= place.width - sizes[i][0] / 2 + 1e-6
        for j in range(i):
            apart_x = abs(place.x[i] - place.x[j]) >= (sizes[i][0] + sizes[j][0]) / 2 + GAP_X - 1e-6
            apart_y = abs(place.y[i] - place.y[j]) >= (sizes[i][1] + sizes[j][1]) / 2 - 1e-6
            assert apart_x or apart_y
    for (a, b), route in zip(edges, place.routes, strict=True):
        assert place.y[a] < place.y[b]
        assert route[0] == pytest.approx((place.x[a], place.y[a] + sizes[a][1] / 2))
        assert route[-1] == pytest.approx((place.x[b], place.y[b] - sizes[b][1] / 2))
        assert all(p[1] <= q[1] for p, q in itertools.pairwise(route))


@pytest.mark.parametrize("seed", range(20))
def test_edges_pass_through_frames_and_end_at_their_boxes(seed):
    rng = random.Random(seed)
    count = rng.randrange(2, 30)
    # Boxes in a frame are neighbours in order, as ops are that ran in one call of a module.
    frames, frame_of = [], [None] * count
    for outer in (None, 0, 1):
        held = [v for v in range(count) if frame_of[v] == outer]
        if len(held) > 2 and (outer is None or outer < len(frames)):
            begin = rng.randrange(len(held) - 1)
            for v in held[begin : begin + rng.randrange(1, len(held))]:
                frame_of[v] = len(frames)
            frames.append(Frame("module", 40.0, outer))
    edges = sorted({tuple(sorted(rng.sample(range(count), 2))) for _ in range(2 * count)})
    sizes = [(rng.uniform(30, 150), rng.uniform(20, 60)) for _ in range(count)]
    placed = nested(sizes, edges, frame_of, frames)
    for (a, b), route in zip(edges, placed.routes, strict=True):
        assert route[0] == pytest.approx((placed.x[a], placed.y[a] + sizes[a][1] / 2))
        assert route[-1] == pytest.approx((placed.x[b], placed.y[b] - sizes[b][1] / 2))
        assert all(p[1] <= q[1] + 1e-6 for p, q in itertools.pairwise(route))
    for v in range(count):
        around = frame_of[v]
        holding = set()
        while around is not None:
            holding.add(around)
            around = frames[around].outer
        reach_x, reach_y = sizes[v][0] / 2, sizes[v][1] / 2
        for f, (left, top, width, height) in enumerate(placed.frames):
            x, y = placed.x[v] - left, placed.y[v] - top
            if f in holding:
                assert reach_x < x < width - reach_x
                assert reach_y < y < height - reach_y
            else:
                assert x < -reach_x or x > width + reach_x or y < -reach_y or y > height + reach_y


def test_a_cycle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        layered([(1, 1)] * 2, [(0, 1), (1, 0)])


def test_boxes_are_wide_enough():
    """Chinese and capital letters take more room."""
    widths = [
        size_of(Box("op", text))[0] for text in ("illlllllll", "abcdefghij", "WWWWWWWWWW", "中文中文中文中文中文")
    ]
    assert widths == sorted(widths)
    assert widths[-1] > 10 * 12
