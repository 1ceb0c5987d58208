"""``madoguchi forms``: definitions on the command line."""

from madoguchi.line.forms import lint_commands, package_commands, paper_commands, sheet_commands, xlsform_commands
from madoguchi.line.forms.paper_commands import SubParsers


def register(subparsers: SubParsers) -> None:
    """Add ``forms`` and its subcommands."""
    parser = subparsers.add_parser("forms", help="様式 / forms")
    commands = parser.add_subparsers(dest="forms_command", required=True, metavar="COMMAND")
    lint_commands.register(commands)
    package_commands.register(commands)
    sheet_commands.register(commands)
    paper_commands.register(commands)
    xlsform_commands.register(commands)
