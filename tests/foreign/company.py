"""The fixers and codemods of a company."""

FIXER = '''"""Calls good() where bad() was."""
from lib2to3.fixer_base import BaseFix
from lib2to3.fixer_util import Name


class FixBad(BaseFix):
    PATTERN = "power< 'bad' trailer< '(' any* ')' > any* >"

    def transform(self, node, results):
        node.children[0].replace(Name("good", prefix=node.prefix))
'''
CODEMODS = '''"""The company's codemods."""
import libcst as cst
from libcst.codemod import VisitorBasedCodemodCommand


class Rename(VisitorBasedCodemodCommand):
    DESCRIPTION = "Renames"

    def leave_Name(self, original_node, updated_node):
        return updated_node.with_changes(value="new") if updated_node.value == "old" else updated_node


class Plain(cst.CSTTransformer):
    def leave_Print(self, original_node, updated_node):
        return updated_node

    def leave_Integer(self, original_node, updated_node):
        return updated_node.with_changes(value="2")


class Broken(cst.CSTTransformer):
    def leave_Module(self, original_node, updated_node):
        raise RuntimeError("oh dear")


class Nothing:
    pass
'''
