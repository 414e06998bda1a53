"""The words that the generator itself puts into a notebook, in each language."""

from __future__ import annotations

WORDS = {
    "zh": {
        "figure_later": "（这里在网页上是一张图，由下面的代码画出。{caption}）",
        "install": "想自己运行，先装好用到的库，已经装过就跳过：",
        "beside": "还要把这些文件放在同一个文件夹里：{files}。它们在这门课的压缩包里。",
        "ran": "这里的输出和图都由这个程序真实运行得到：{versions}。你再运行一遍，就换成你自己的。",
        "online": "网页：<{address}>",
        "order": "按这个顺序读：",
        "first_install": "先装要用的库，已经装过就跳过：",
        "run": "跑一课的程序：",
        "jupyter": "也可以在 Jupyter 里边读边跑：",
        "licence": "跑通 (Paotong) 的作者们。文字与图：CC BY-SA 4.0；代码：MIT。",
    },
    "en": {
        "figure_later": "(The web page has a figure here, drawn by the code below. {caption})",
        "install": "To run this yourself, install what it uses, unless you have it:",
        "beside": "It also needs these files in the same folder: {files}. They come with the course's archive.",
        "ran": "The outputs and figures here came from running this program: {versions}. Run it again, and yours take "
        "their place.",
        "online": "Web page: <{address}>",
        "order": "Read them in this order:",
        "first_install": "Install what they use, unless you have it:",
        "run": "Run a lesson's program:",
        "jupyter": "Or read and run it in Jupyter:",
        "licence": "The Paotong authors. Text and figures: CC BY-SA 4.0; code: MIT.",
    },
}
