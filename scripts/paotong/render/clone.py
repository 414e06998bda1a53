"""How to have the project at home, in three commands, with the address of its repository where the site knows it.

``` clone
```
"""

from __future__ import annotations

from paotong.render.directive import Block
from paotong.render.page import Page, refuse_filled

FOLDER = "paotong"


def show_clone(block: Block, page: Page) -> list[str]:
    """Raises PaotongError where something stands in the block."""
    found = "a block ``` clone with something in it"
    refuse_filled(block, page, found, "nothing between its two lines: the commands are written by the site")
    address = page.repository or page.words["repository"]
    commands = [f"git clone {address} {FOLDER}", *(f"make -C {FOLDER} {target}" for target in ("site", "serve"))]
    shown = ["``` bash", *commands, "```"]
    return shown if page.repository else [*shown, "", page.words["repository_text"].format(address=address)]
