"""The page of the command line, from the commands themselves."""

import inspect
from typing import Any

import click

from generators.writing import MADE, cell, explained, table
from toolkit.cli import main

EXITS = explained("exits")


def commands_page() -> str:
    """Every command with its usage, options and example."""
    parts = [MADE, "# The command line\n", f"{_help(main)}\n"]
    listed = [(f"[`chude {name}`](#chude-{name})", cell(_first(command))) for name, command in main.commands.items()]
    parts += [table(["command", "what it does"], listed)]
    for name, command in main.commands.items():
        parts += [f"\n## chude {name}\n", _command(name, command)]
    parts += ["\n## Exit codes\n", "*Mã thoát.* What a command hands back to the shell.\n\n"]
    rows = [(f"`{c}`", cell(w["en"]), w["remedy"], cell(w["vi"])) for c, w in EXITS.items()]
    return "\n".join([*parts, table(["code", "what it means", "remedy", "tiếng Việt"], rows)])


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"chude {name}")
    usage = f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```\n"
    rows = [_option(p) for p in command.params if isinstance(p, click.Option)]
    return "\n".join([_help(command), usage, table(["option", "what it does"], rows)])


def _option(option: click.Option) -> tuple[str, str]:
    many = "/".join(option.type.choices) if isinstance(option.type, click.Choice) else ""
    value = "" if option.is_flag else f" {option.metavar or many or 'N'}"
    names = ", ".join(f"`{name}{value}`" for name in option.opts)
    default: Any = option.default if option.show_default and option.default not in (None, ()) else None
    return names, cell(option.help or "") + ("" if default is None else f" Default: `{default}`.")


def _first(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")


def _help(command: click.Command) -> str:
    """The help in Markdown: what follows a \\b is an example as it is typed."""
    text, _, example = inspect.cleandoc(command.help or "").partition("\b\nExample:\n")
    shown = f"\n```console\n{inspect.cleandoc(example)}\n```\n" if example.strip() else ""
    return text.replace("\n\n", "\n\n").rstrip() + "\n" + shown
