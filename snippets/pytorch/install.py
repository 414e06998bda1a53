# %% which-build tags=["numbers-vary"]
import subprocess
import sys
import tempfile
import textwrap
import traceback
from pathlib import Path

import matplotlib.pyplot as plt
import torch
from torch import nn

# zh: 铭牌：加号后面写着是哪一款
# en: the name plate: the kind of build comes after the plus sign
print("version:   ", torch.__version__)
# zh: 这一款配的是哪种显卡，None 就是没配
# en: the graphics cards it was built for, None if it wasn't
print("for NVIDIA:", torch.version.cuda)
print("for AMD:   ", torch.version.hip)

# %% sockets
# zh: 插头认不认是一回事，墙上有没有插座，还得看一眼
# en: a plug is one thing; now look for a socket in the wall
print("NVIDIA or AMD:", torch.cuda.is_available())
print("Apple chip:   ", torch.backends.mps.is_available())
print("any of them:  ", torch.accelerator.is_available())
device = torch.device("cpu")
if torch.accelerator.is_available():
    device = torch.accelerator.current_accelerator()
print("we plug into: ", device)

# %% first-pot
torch.manual_seed(0)
x = torch.rand(20, 2).to(device)  # (20, 2)
y = x.sum(dim=1)[:, None]  # (20, 1)
net = nn.Linear(2, 1).to(device)
loss_func = nn.MSELoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
losses = []
for step in range(3):
    prediction = net(x)
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    print(f"step {step}   loss {loss.item():.4f}")
# zh: 饭没熟，就在这一行停下报错
# en: if it isn't cooked, this line stops with an error
assert losses[0] > losses[1] > losses[2]
print("cooked: the loss fell at every step")

# %% control-panel
w = torch.tensor(3.0, requires_grad=True)
(w * w).backward()
lamps = {"calculates": (torch.arange(4) * 2).tolist() == [0, 2, 4, 6],
         "finds gradients": w.grad.item() == 6,
         "trains": losses[0] > losses[2],
         "NVIDIA or AMD GPU": torch.cuda.is_available(),
         "Apple GPU": torch.backends.mps.is_available()}
fig, (panel, pot) = plt.subplots(2, 1, figsize=(4.6, 5.2),
                                 layout="constrained")
panel.set(xlim=(0, 10), ylim=(len(lamps) - 0.4, -0.6),
          title=f"torch {torch.__version__}")
panel.axis("off")
for row, (name, lit) in enumerate(lamps.items()):
    # zh: 涂满的灯是亮，空的灯是不亮
    # en: a filled lamp is lit, an empty one isn't
    panel.scatter(1.2, row, s=220, color="C1" if lit else "white",
                  edgecolors="black", lw=1.5)
    panel.text(2.2, row, name, va="center")
    panel.text(9.5, row, "yes" if lit else "no", va="center", ha="right")
pot.plot(losses, "o-", markersize=9)
pot.set(xlabel="step", ylabel="loss", xticks=range(3), ylim=(0, None),
        title="first pot")
plt.show()

# %% change-one-number
for name in ["cpu", "cuda", "mps", "xpu"]:
    try:
        torch.ones(2).to(name)
        print(f"{name:5} works")
    except (AssertionError, RuntimeError) as error:
        print(f"{name:5} {type(error).__name__}")

# %% when-it-goes-wrong
# zh: CPU 版没有这个插头
# en: the CPU build has no plug for this socket
try:
    torch.ones(2).to("cuda")
    print("no error: this build has found a GPU")
except (AssertionError, RuntimeError):
    traceback.print_exc(limit=1)

# %% not-installed
# zh: -IS 让子进程看不见装好的包，好比走进了另一间厨房
# en: with -IS the child sees no installed packages: another kitchen
child = subprocess.run([sys.executable, "-IS", "-c", "import torch"],
                       capture_output=True, text=True)
print(textwrap.fill(child.stderr.splitlines()[-1], 40))

# %% own-torch-py
with tempfile.TemporaryDirectory() as folder:
    # zh: 假锅：一个也叫 torch 的空文件
    # en: the dummy: an empty file that is also called torch
    Path(folder, "torch.py").write_text("")
    Path(folder, "check.py").write_text(
        "import os, torch\n"
        "print('imported:', os.path.basename(torch.__file__))\n"
        "torch.ones(2)\n")
    child = subprocess.run([sys.executable, "check.py"], cwd=folder,
                           capture_output=True, text=True)
print(child.stdout, end="")
# zh: 新的 Python 会在括号里多给一句提示，带着路径，这里略去
# en: newer Pythons add a hint in brackets, with a path: left out here
problem = child.stderr.splitlines()[-1].partition(" (")[0]
print(textwrap.fill(problem, 40))
print("the real one:", "/".join(Path(torch.__file__).parts[-2:]))

# %% then-and-now tags=["numbers-vary"]
try:
    compile("print torch.__version__", "old.py", "exec")
except SyntaxError as error:
    print(textwrap.fill(f"SyntaxError: {error.msg}", 40))
print(torch.__version__)


# %% answer
def build_kind():
    # zh: 别拿 torch.cuda 来分：ROCm 版在那里也叫 cuda
    # en: don't go by torch.cuda: a ROCm build is called cuda there too
    if torch.version.hip:
        return "rocm"
    if torch.version.cuda:
        return "cuda"
    if torch.backends.mps.is_built():
        return "mps"
    return "cpu"


print(build_kind())
