# %% data
import math
import textwrap
import traceback

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn
from torch.autograd import Variable


def piece(k, points=10, start=0.0):
    # zh: 一段是半个来回；x 是位置，y 是速度
    # en: a piece is half a full swing; x is position, y is speed
    t = start + math.pi * (k + torch.arange(points) / points)
    # (1, 10, 1): batch, time, feature
    return torch.sin(t)[None, :, None], torch.cos(t)[None, :, None]


x, y = piece(0)
print("x", tuple(x.shape), " y", tuple(y.shape))
print("moment  position  speed")
for i in [0, 2, 4, 6, 8]:
    print(f"{i:6d} {x[0, i, 0]:9.2f} {y[0, i, 0]:6.2f}")

# %% no-memory
loss_func = nn.MSELoss()
torch.manual_seed(1)
# zh: 只看这一刻的位置，什么也不记
# en: sees the position of this moment and keeps nothing in mind
forgetful = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(forgetful.parameters(), lr=0.01)
no_memory = []
for k in range(300):
    x, y = piece(k)
    prediction = forgetful(x)
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    no_memory.append((loss.item(), prediction.detach()[0, :, 0]))

losses = [loss for loss, _ in no_memory[-20:]]
print(f"no memory, last 20 pieces: {sum(losses) / 20:.2g}")
print(f"always answering 0:        {y.square().mean():.2g}")

# %% draw-two-speeds
turn = torch.linspace(0, 2 * math.pi, 81)
position = torch.linspace(-1, 1, 41)[:, None]  # (41, 1)
fig, ax = plt.subplots(figsize=(4.6, 3.8), layout="constrained")
ax.plot(turn.sin(), turn.cos())
ax.plot(position, forgetful(position).detach(), "--")
# zh: 时刻 2 和时刻 8：位置一样，方向相反
# en: moments 2 and 8: the same position, opposite ways
x, y = piece(0)
ax.plot(x[0, [2, 8]], y[0, [2, 8]], "ko", ms=9)
ax.text(0.5, 0.6, "going", ha="right")
ax.text(0.5, -0.7, "coming", ha="right")
ax.text(0, 0.07, "net without memory", ha="center")
ax.set(xlabel="position", ylabel="speed", aspect="equal", ylim=(-1.2, 1.2))
plt.show()


# %% net
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.memory = nn.RNN(1, 32, batch_first=True)
        self.predict = nn.Linear(32, 1)

    def forward(self, x, h=None):
        # zh: h 是上一段末了记着的；None 就从零记起
        # en: h is what the piece before left in mind; None: start from zero
        output, h = self.memory(x, h)  # (1, 10, 32), (1, 1, 32)
        return self.predict(output), h  # (1, 10, 1), (1, 1, 32)


torch.manual_seed(1)
prediction, h = Net()(x)
print("prediction", tuple(prediction.shape))
print("h         ", tuple(h.shape))


# %% train
def train(carry, points=10, seed=1):
    torch.manual_seed(seed)
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    h, history = None, []
    for k in range(300):
        x, y = piece(k, points)
        prediction, h = net(x, h)
        # zh: 记着的数带走，它们的来历剪掉
        # en: take the numbers along, cut off where they came from
        h = h.detach() if carry else None
        loss = loss_func(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append((loss.item(), prediction.detach()[0, :, 0]))
    return net, history


net, carried = train(carry=True)
for k in [0, 10, 20, 50, 100, 200]:
    losses = [loss for loss, _ in carried[k:k + 10]]
    print(f"pieces {k:3d} to {k + 9:3d}  loss {sum(losses) / 10:.2g}")

# %% reset
_, reset = train(carry=False)
truth = torch.stack([piece(k)[1][0, :, 0] for k in range(280, 300)])
print("last 20     loss  moment 0  the rest")
for name, history in [("no memory", no_memory), ("reset", reset),
                      ("carried", carried)]:
    answers = torch.stack([answer for _, answer in history[-20:]])
    gap = (answers - truth).square().mean(dim=0)  # (10,)
    print(f"{name:9} {gap.mean():7.1g} {gap[0]:9.1g} {gap[1:].mean():9.1g}")

fig, ax = plt.subplots(figsize=(5.2, 3.2), layout="constrained")
moments = torch.arange(40) / 10
ax.plot(moments, truth[-4:].flatten(), color="0.75", lw=6)
ax.plot(moments, torch.cat([answer for _, answer in reset[-4:]]), "C1s")
ax.annotate("first moment", (1, 0.05), (1, 0.7), ha="center",
            arrowprops={"arrowstyle": "->"})
ax.set(xlabel="last four pieces", ylabel="speed", xticks=range(5))
plt.show()

# %% animate
# zh: 学得快的时候多拍，后面少拍；每帧看最近的四段
# en: many frames while it learns fast, few later; each shows four pieces
frames = [*range(2, 34, 2), 40, 50, 60, 80, 120, 200, 300]
fig, ax = plt.subplots(figsize=(5.2, 3.4), layout="constrained")
true_curve, = ax.plot([], [], color="0.75", lw=6)
curve, = ax.plot([], [], "C1o-")
ax.set(xlabel="piece", ylabel="speed", xlim=(-0.1, 4.1), ylim=(-1.5, 1.9),
       xticks=range(5))
label = ax.text(0, 1.5, "")


def draw(end):
    begin = max(end - 4, 0)
    shown = carried[begin:end]
    moments = torch.arange(10 * len(shown)) / 10
    truth = [piece(k)[1][0, :, 0] for k in range(begin, end)]
    true_curve.set_data(moments, torch.cat(truth))
    curve.set_data(moments, torch.cat([answer for _, answer in shown]))
    ax.set_xticklabels(range(begin, begin + 5))
    label.set_text(f"{end} pieces   loss {shown[-1][0]:.2g}")


ani = FuncAnimation(fig, draw, frames=frames, interval=300)
plt.show()

# %% change-one-number
print("moments   reset   carried")
for points in [3, 5, 10]:
    print(f"{points:7d}", end="")
    for carry in [False, True]:
        _, history = train(carry, points)
        losses = [loss for loss, _ in history[-20:]]
        print(f"{sum(losses) / 20:9.3f}", end="")
    print()

# %% when-it-goes-wrong
for keep in [False, True]:
    torch.manual_seed(1)
    swing = Net()
    optimizer = torch.optim.Adam(swing.parameters(), lr=0.01)
    h = None
    try:
        for k in range(2):
            x, y = piece(k)
            # zh: 忘了剪：h 还连着上一段
            # en: not cut: h is still tied to the piece before
            prediction, h = swing(x, h)
            loss = loss_func(prediction, y)
            optimizer.zero_grad()
            loss.backward(retain_graph=keep)
            optimizer.step()
    except RuntimeError as e:
        if not keep:
            traceback.print_exc(limit=1)
        else:
            print("retain_graph=True:")
            print(textwrap.fill(str(e).split(":")[0], 40))


# %% longer-and-longer
def count_nodes(loss):
    found, to_visit = set(), [loss.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in found:
            found.add(node)
            to_visit += [before for before, _ in node.next_functions]
    return len(found)


for cut in [True, False]:
    h, counts = None, []
    for k in range(6):
        x, y = piece(k)
        prediction, h = net(x, h)
        counts.append(count_nodes(loss_func(prediction, y)))
        h = h.detach() if cut else h
    print("cut     " if cut else "not cut ", counts)

# %% then-and-now
x, y = piece(0)
output, h = net.memory(x)
# zh: 从前一刻一刻地算，再摞起来
# en: then: one moment at a time, and stack the answers
then = torch.stack([net.predict(output[:, i]) for i in range(10)], dim=1)
now = net.predict(output)
print("same answers:", torch.allclose(then, now, atol=1e-6))
print("same h:", torch.equal(Variable(h.data), h.detach()))

# %% answer
print("piece      first   second    tenth")
for carry in [True, False]:
    h, losses = None, []
    for k in range(10):
        x, y = piece(k, start=1.0)
        with torch.no_grad():
            prediction, h = net(x, h)
        h = h if carry else None
        losses.append(loss_func(prediction, y).item())
    print("carried" if carry else "reset  ",
          "".join(f"{losses[k]:9.2g}" for k in [0, 1, 9]))
