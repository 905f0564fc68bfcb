from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from py3port.project.graph import ImportGraph, import_graph


def test_every_way_to_name_a_module() -> None:
    graph = import_graph(
        {
            "shop/__init__.py": (),
            "shop/cart.py": ("shop.models.Item", "os", "prices", ".views", "..nowhere", "shop"),
            "shop/models.py": (),
            "shop/prices.py": ("..", "."),
            "shop/views.py": ("helpers", "lone.thing"),
            "src/helpers.py": ("shop.cart",),
            "tools/deep/lone/__init__.py": (),
            "tools/deep/lone/thing.py": (),
        }
    )
    assert graph.edges["shop/cart.py"] == {
        "shop/models.py",
        "shop/prices.py",
        "shop/views.py",
        "shop/__init__.py",
    }
    assert graph.edges["shop/prices.py"] == {"shop/__init__.py"}
    assert graph.edges["shop/views.py"] == {"src/helpers.py", "tools/deep/lone/thing.py"}
    assert graph.edges["src/helpers.py"] == {"shop/cart.py"}
    assert graph.dependents["shop/cart.py"] == {"src/helpers.py"}


def test_a_name_that_two_folders_have_is_nobodys() -> None:
    graph = import_graph({"a/x/m.py": (), "b/x/m.py": (), "c/n.py": ("m",)})
    assert graph.edges["c/n.py"] == frozenset()


def test_leaves_come_first_and_cycles_together() -> None:
    graph = import_graph({"a.py": ("b",), "b.py": ("c", "d"), "c.py": ("b",), "d.py": (), "e.py": ("a",)})
    assert graph.order() == (("d.py",), ("b.py", "c.py"), ("a.py",), ("e.py",))


def test_groups_do_not_depend_on_themselves() -> None:
    graph = import_graph({"a/x.py": ("b.x", "a.y"), "a/y.py": (), "b/x.py": ()})
    assert graph.grouped({"a/x.py": "a", "a/y.py": "a", "b/x.py": "b"}).edges == {"a": {"b"}, "b": set()}


def test_the_core_is_the_most_imported_tenth() -> None:
    imports = {f"m{number}.py": ("base", *(["util"] if number < 5 else [])) for number in range(15)}
    graph = import_graph({**imports, "base.py": (), "util.py": ()})
    assert graph.core() == ("base.py",)


def test_a_chain_deeper_than_the_stack() -> None:
    graph = import_graph({f"m{number}.py": (f"m{number + 1}",) for number in range(5000)})
    assert graph.order()[0] == ("m4999.py",)


_NODES = [f"n{number}" for number in range(8)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(_NODES), st.frozensets(st.sampled_from(_NODES))))
def test_the_order_is_one_of_components(edges: dict[str, frozenset[str]]) -> None:
    whole = {node: edges.get(node, frozenset()) - {node} for node in _NODES}
    graph = ImportGraph(whole)
    order = graph.order()
    position = {node: index for index, group in enumerate(order) for node in group}
    assert sorted(position) == _NODES
    reach = {node: _reachable(node, whole) for node in _NODES}
    for node in _NODES:
        for other in reach[node]:
            assert position[other] <= position[node]
            assert (position[other] == position[node]) == (node in reach[other] or node == other)


def _reachable(start: str, edges: dict[str, frozenset[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for each in edges[waiting.pop()] - found:
            found.add(each)
            waiting.append(each)
    return found
