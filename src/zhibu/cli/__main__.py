"""``python -m zhibu.cli``: the command line without the installed script."""

from zhibu.cli import main

main()
