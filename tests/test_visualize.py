"""`visualize`: the layout keeps its promises, the files are well-formed and complete, every kind of graph is drawn."""

from __future__ import annotations

import itertools
import json
import random
import re
import xml.etree.ElementTree as ElementTree

import pytest

import flambeau as fl
from flambeau import nn
from flambeau._visualize.layout import GAP_X, layered
from flambeau._visualize.svg import _size

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
        picture.save(tmp_path / "d.png")


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


def test_a_cycle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        layered([(1, 1)] * 2, [(0, 1), (1, 0)])


def test_boxes_are_wide_enough():
    """Chinese and capital letters take more room."""
    from flambeau._visualize.scene import Box

    widths = [_size(Box("op", text))[0] for text in ("illlllllll", "abcdefghij", "WWWWWWWWWW", "中文中文中文中文中文")]
    assert widths == sorted(widths)
    assert widths[-1] > 10 * 12
