# %% walk
import textwrap
import traceback
import warnings
import weakref

import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Ellipse
from torch import nn


def walk(x):
    # zh: 走到岔路口才决定往哪边拐
    # en: which way to turn is decided at the fork, not before
    while x < 10:
        if x < 3:
            x = x * 3
        else:
            x = x + 4
    return x


x = torch.tensor(2., requires_grad=True)
y = walk(x)
print(y)


# %% footprints
def footprints(y):
    found, waiting = [], [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in found:
            found.append(node)
            waiting += [earlier for earlier, _ in node.next_functions]
    return found


for node in footprints(y):
    print(type(node).__name__)
# zh: 同一个起点再走一次，踩出来的是新脚印
# en: the same start once more: these footprints are new
print("same footprint:", walk(x).grad_fn is y.grad_fn)

# %% four-walks
signs = {"MulBackward0": "x3", "AddBackward0": "+4"}


def report(starts):
    print(f"{'start':5} {'path':20} {'end':>6} {'grad':>5}")
    for start in starts:
        x = torch.tensor(start, requires_grad=True)
        y = walk(x)
        y.backward()
        # zh: 倒过来，从起点读到终点；起点那个节点不算一步
        # en: turned round, from start to end; the start itself is no step
        names = [type(node).__name__ for node in footprints(y)][::-1][1:]
        path = " ".join(signs[name] for name in names)
        print(f"{start:<5} {path:20} {y.item():6.2f} {x.grad.item():5.0f}")


report([0.02, 0.1, 2., 9.])

# %% draw
fig, ax = plt.subplots(figsize=(4.9, 4.4), layout="constrained")
ax.set(xlim=(-0.6, 9.8), ylim=(-0.6, 4), title="four starts, four paths")
ax.axis("off")
for row, start in enumerate([9., 2., 0.1, 0.02]):
    x = torch.tensor(start, requires_grad=True)
    y = walk(x)
    y.backward()
    value = start
    ax.text(0, row, f"{start:g}", ha="center", va="center",
            bbox=dict(boxstyle="round", fc="white", ec="0.4"))
    for k, node in enumerate(footprints(y)[-2::-1], start=1):
        leap = "Mul" in type(node).__name__
        value = value * 3 if leap else value + 4
        # zh: 左一脚，右一脚
        # en: left foot, right foot
        ax.add_patch(Ellipse((k, row + 0.14 * (-1) ** k), 0.6, 0.17,
                             fc="C0" if leap else "white", ec="C0", lw=2))
        ax.text(k, row - 0.46, f"{value:g}", ha="center", fontsize=11)
    ax.text(k + 0.6, row, f"\u2190 grad {x.grad:.0f}", va="center",
            color="C4", weight="bold", fontsize=12)
for left, name, fc in [(1.4, "times 3", "C0"), (4.4, "plus 4", "white")]:
    ax.add_patch(Ellipse((left, 3.75), 0.6, 0.17, fc=fc, ec="C0", lw=2))
    ax.text(left + 0.5, 3.75, name, va="center")
plt.show()


# %% any-length
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.memory = nn.RNN(1, 32, batch_first=True)
        self.predict = nn.Linear(32, 1)

    def forward(self, x, h):
        output, h = self.memory(x, h)  # (1, length, 32)
        return self.predict(output), h


torch.manual_seed(0)
net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
loss_func = nn.MSELoss()
begin, h, pieces = 0, None, []

# %% train
for step in range(150):
    # zh: 这一段走 10、20 还是 30 步，出发时才知道
    # en: 10, 20 or 30 steps: known only when setting out
    length = 10 * torch.randint(1, 4, ()).item()
    t = (begin + torch.arange(length)) * torch.pi / 10
    x = torch.sin(t)[None, :, None]  # (1, length, 1)
    y = torch.cos(t)[None, :, None]
    prediction, h = net(x, h)
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    # zh: 人留在原地，身后的脚印不要了
    # en: stay where you are, leave the footprints behind
    h = h.detach()
    begin += length
    pieces.append((t, y[0, :, 0], prediction.detach()[0, :, 0], loss.item()))
    if step < 6:
        print(f"length {length}: {len(footprints(loss)):3d} footprints")
last = sum(piece[3] for piece in pieces[-20:]) / 20
print("mean loss of the last 20 < 0.01:", last < 0.01)

# %% draw-any-length
fig, axes = plt.subplots(2, 1, figsize=(5, 4), sharey=True,
                         layout="constrained")
for ax, shown, title in [(axes[0], pieces[:6], "first 6 pieces"),
                         (axes[1], pieces[-6:], "last 6 pieces")]:
    for t, y, prediction, _ in shown:
        ax.plot(t, y, color="0.75", lw=7)
        ax.plot(t, prediction, color="C0", lw=2)
        ax.axvline(t[0], color="0.3", lw=1.2, ls="--")
    ax.set(title=title, ylim=(-1.3, 1.3), xticks=[], yticks=[-1, 0, 1])
plt.show()

# %% compile
maps = []


def draw_map(graph, examples):
    # zh: 平时这里会编译；我们只数一数，然后照图走
    # en: usually it is compiled here; we only count it and follow it
    maps.append(graph)
    return graph.forward


lengths = [3, 3, 4, 5, 6, 7]
print("length       ", *(f"{n:2d}" for n in lengths))
for name, dynamic in [("default", None), ("dynamic=False", False)]:
    torch.compiler.reset()
    maps.clear()
    f = torch.compile(lambda x: (x * x).mean(),
                      backend=draw_map, dynamic=dynamic)
    counts = []
    for n in lengths:
        f(torch.rand(n))
        counts.append(len(maps))
    print(f"{name:13}", *(f"{count:2d}" for count in counts))

# %% change-one-number
report([2.98, 2.99, 3., 3.01])

# %% when-it-goes-wrong
x = torch.tensor(2., requires_grad=True)
try:
    x *= 3
except RuntimeError:
    traceback.print_exc(limit=1)
x = x * 3
print(x)


# %% when-nothing-is-said
def measure(keep):
    w = torch.ones(1000, requires_grad=True)
    kept, watched = [], []
    for _ in range(100):
        h = torch.tanh(w)
        # zh: weakref 只在旁边看着，不会把 h 留住
        # en: a weakref watches h without keeping it
        watched.append(weakref.ref(h))
        kept.append(keep((h * h).mean()))
    return kept, watched


for name, keep in [("append(loss)", lambda loss: loss),
                   ("append(loss.item())", lambda loss: loss.item())]:
    kept, watched = measure(keep)
    alive = sum(ref() is not None for ref in watched)
    print(f"{name:19} {alive:4d} h in memory")

# %% then-and-now
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    frozen = torch.jit.trace(walk, torch.tensor(2.))
for warning in caught[:2]:
    print(textwrap.fill(str(warning.message).split(". We")[0], 40))

today = torch.compile(walk, backend=draw_map)
print("start  walk  trace  compile")
for start in [2., 9., 0.1]:
    x = torch.tensor(start)
    print(f"{start:5} {walk(x):5.1f}  {frozen(x):5.1f}  {today(x):7.1f}")


# %% answer
def home(x):
    while x > 1:
        x = x / 2
    return x


for start, steps, grad in [(4., 2, 1 / 4), (100., 7, 1 / 128)]:
    x = torch.tensor(start, requires_grad=True)
    y = home(x)
    y.backward()
    # zh: 起点那个节点不算一步
    # en: the start itself is no step
    assert len(footprints(y)) - 1 == steps
    assert x.grad.item() == grad
    print(f"{start:g} -> {y.item():g}, grad {x.grad.item():g}")
