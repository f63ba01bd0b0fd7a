"""Click's own words in Chinese: help pages, and what is wrong with a command line."""

from collections.abc import Iterable, Sequence

import click

HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
HELP_WORDS = {
    "Show this message and exit.": "显示本帮助后退出。",
    "Show the version and exit.": "显示版本号后退出。",
    "[required]": "（必填）",
    "[default: ": "[默认：",
}


class ChineseHelp(click.HelpFormatter):
    """Help pages with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(
            prog, args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …"), "用法："
        )

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(term, in_chinese(text)) for term, text in rows], col_max, col_spacing)


def in_chinese(text: str) -> str:
    for english, chinese in HELP_WORDS.items():
        text = text.replace(english, chinese)
    return text


def complaint(wrong: click.ClickException) -> str:
    """What to print for a command line that is wrong: the usage, and a sentence that says why."""
    if isinstance(wrong, click.UsageError) and wrong.ctx:
        if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
            return wrong.ctx.get_help()
        command = wrong.ctx.command_path
        return f"{wrong.ctx.get_usage()}\n错误：{reason(wrong)}。详细用法见 {command} --help"
    return f"错误：{reason(wrong)}"


def reason(wrong: click.ClickException) -> str:
    match wrong:
        case click.NoSuchOption():
            return f"没有选项 {wrong.option_name}{perhaps(wrong.possibilities)}"
        case click.exceptions.NoSuchCommand():
            return f"没有命令 {wrong.command_name}{perhaps(wrong.possibilities)}"
        case click.MissingParameter():
            return missing(wrong)
        case click.BadParameter():
            return f"{name_of(wrong)} 的值不对：{expected(wrong)}"
        case click.BadOptionUsage():
            return f"选项 {wrong.option_name} {value_wanted(wrong)}"
        case click.FileError():
            return f"打不开文件 {wrong.ui_filename}；请核对路径和权限"
    return other_reason(wrong)


def perhaps(possibilities: Sequence[str] | None) -> str:
    return f"，是不是 {'、'.join(sorted(possibilities))}" if possibilities else ""


def missing(wrong: click.MissingParameter) -> str:
    kind = "选项" if isinstance(wrong.param, click.Option) else "参数"
    choices = wrong.param.type if wrong.param else None
    allowed = f"；可用 {'、'.join(map(str, choices.choices))}" if isinstance(choices, click.Choice) else ""
    return f"缺少{kind} {name_of(wrong)}{allowed}"


def name_of(wrong: click.BadParameter) -> str:
    if isinstance(wrong.param, click.Option):
        return "、".join(wrong.param.opts)
    return wrong.param.make_metavar(wrong.ctx) if wrong.param and wrong.ctx else "参数"


def expected(wrong: click.BadParameter) -> str:
    """What the parameter's type allows; a sentence of our own is kept."""
    if is_chinese(wrong.message):
        return wrong.message
    kind = wrong.param.type if wrong.param else None
    match kind:
        case click.Choice():
            return f"可用 {'、'.join(map(str, kind.choices))}"
        case click.IntRange() | click.FloatRange():
            return f"应是{span(kind.min, kind.max)}的数"
        case click.DateTime():
            return "应是日期，写成 2026-01-31 这样"
        case click.Path() | click.File():
            return "路径不存在、不可读，或不是所要的文件、文件夹；请核对路径"
    return "应是整数" if kind is click.INT else f"请核对（{wrong.message}）"


def span(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f" {low} 至 {high} "
    return f"不小于 {low} " if low is not None else f"不大于 {high} "


def value_wanted(wrong: click.BadOptionUsage) -> str:
    return "不带值" if "does not take" in wrong.message else "后面要跟一个值"


def other_reason(wrong: click.ClickException) -> str:
    if is_chinese(wrong.message):
        return wrong.message.rstrip("。")
    if wrong.message.startswith("Missing command"):
        return "没有写要做什么；请写出一个命令"
    if "unexpected extra" in wrong.message:
        return f"多出了参数 {wrong.message[wrong.message.find('(') + 1 : wrong.message.rfind(')')]}"
    return f"命令行写法不对（{wrong.message}）"


def is_chinese(message: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in message.partition("'")[0])
