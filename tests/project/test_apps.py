"""Apps: as configured, else as the folders show; and what lies around a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from py3port.errors import UserError
from py3port.project.apps import Apps
from py3port.project.config import Config, load_config
from py3port.project.patterns import gitignore
from py3port.project.surroundings import Neighbourhood
from tests.trees import write_tree


@pytest.mark.parametrize(
    ("path", "app"),
    [
        ("setup.py", "(root)"),
        ("shop/orders/models.py", "orders"),
        ("shop/orders/management/commands/x.py", "orders"),
        ("shop/payments/models/__init__.py", "payments"),
        ("shop/payments/api/views.py", "payments"),
        ("shop/urls.py", "shop"),
        ("shop/utils/text.py", "shop"),
        ("lib/tools/__init__.py", "tools"),
        ("lib/tools/sub/x.py", "tools"),
        ("src/script.py", "src"),
        ("scripts/deep/x.py", "scripts"),
        ("legacy/billing/models.py", "legacy.billing"),
        ("billing/models.py", "billing"),
    ],
)
def test_discovered(path: str, app: str) -> None:
    packages = [
        "shop",
        "shop/orders",
        "shop/orders/management",
        "shop/orders/management/commands",
        "shop/payments",
    ]
    packages += ["shop/payments/api", "shop/utils", "lib/tools", "lib/tools/sub", "legacy/billing", "billing"]
    others = [
        "shop/orders/models.py",
        "shop/payments/models/__init__.py",
        "shop/payments/api/views.py",
        "shop/urls.py",
    ]
    others += ["legacy/billing/models.py", "billing/models.py", "scripts/deep/x.py", path]
    apps = Apps(Config(), [*(f"{each}/__init__.py" for each in packages), *others])
    assert apps.app_of(path) == app
    assert app in apps.names


def test_the_most_specific_pattern_wins() -> None:
    config = Config(
        apps={
            "shop": (gitignore("/shop/"),),
            "orders": (gitignore("/shop/orders/"),),
            "tests": (gitignore("test_*.py"),),
        }
    )
    apps = Apps(config, ["shop/orders/a.py", "shop/b.py", "c/test_x.py", "shop/test_y.py", "d.py"])
    found = {
        path: apps.app_of(path)
        for path in ("shop/orders/a.py", "shop/b.py", "c/test_x.py", "shop/test_y.py", "d.py")
    }
    assert list(found.values()) == ["orders", "shop", "tests", "shop", "(root)"]


def test_an_unknown_app_names_the_nearest() -> None:
    apps = Apps(Config(), ["orders/__init__.py", "payments/__init__.py"])
    assert apps.find("orders") == "orders"
    with pytest.raises(UserError, match="unknown app 'ordrs'; did you mean 'orders'"):
        apps.find("ordrs")
    with pytest.raises(UserError, match="unknown app 'x'; there are: orders, payments"):
        apps.find("x")


def test_proposed_patterns_say_what_was_found(tmp_path: Path) -> None:
    paths = [
        "a.py",
        "we[i]rd/__init__.py",
        "x/models.py",
        "x/__init__.py",
        "x/y/models.py",
        "x/y/__init__.py",
    ]
    apps = Apps(Config(), paths)
    lines = [f"'{name}' = {list(patterns)}" for name, patterns in apps.patterns().items()]
    config = load_config(
        write_tree(tmp_path, {"py3port.toml": "[apps]\n" + "\n".join(lines)}) / "py3port.toml"
    )
    assert [Apps(config, paths).app_of(path) for path in paths] == [apps.app_of(path) for path in paths]


def test_surroundings(tmp_path: Path) -> None:
    files = {
        "string.py": "",
        "pkg/__init__.py": "",
        "pkg/a.py": "",
        "pkg/_x.so": "",
        "pkg/sub/__init__.py": "",
    }
    write_tree(
        tmp_path,
        {**files, "pkg/data/x.txt": "", "src/top.py": "", "scripts/run.py": "", "scripts/not-one.py": ""},
    )
    around = Neighbourhood(tmp_path)
    inside = around.of("pkg/a.py")
    assert (inside.path, inside.in_package, inside.siblings) == ("pkg/a.py", True, {"a", "_x", "sub"})
    assert inside.toplevel == {"string", "pkg", "top"}
    script = around.of("scripts/run.py")
    assert (script.in_package, script.siblings) == (False, {"run"})
