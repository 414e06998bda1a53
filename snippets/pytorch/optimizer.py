# %% two-taps
import textwrap
import warnings
from functools import partial

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn

x = torch.linspace(-12, 12, 50)
# zh: 水温刚好：灵敏的龙头 w 开到 3，迟钝的龙头 b 也开到 3
# en: just right: w, the touchy tap, at 3, and b, the sluggish one, at 3
y = 3 * x + 3
loss_func = nn.MSELoss()
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
loss = loss_func(w * x + b, y)
loss.backward()
print(f"loss {loss.item():.1f}")
print(f"w.grad {w.grad.item():.1f}   b.grad {b.grad.item():.1f}")

# %% four-ways
makers = {"SGD": torch.optim.SGD,
          "momentum": partial(torch.optim.SGD, momentum=0.8),
          "RMSprop": torch.optim.RMSprop, "Adam": torch.optim.Adam}
lrs = {"SGD": 0.015, "momentum": 0.015, "RMSprop": 0.05, "Adam": 0.2}
runs = {}
print(f"{'':9}   lr    first turn  settled")
for name, make in makers.items():
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = make([w, b], lr=lrs[name])
    history = []
    for step in range(121):
        prediction = w * x + b
        loss = loss_func(prediction, y)
        history.append((w.item(), b.item(), loss.item()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    runs[name] = torch.tensor(history)  # (121, 3)
    # zh: 从哪一步起，损失一直不到 0.01
    # en: from which step on does the loss stay below 0.01
    settled = (runs[name][:, 2] >= 0.01).nonzero().max().item() + 1
    print(f"{name:9} {lrs[name]:5}  w {history[1][0]:.2f} "
          f"b {history[1][1]:.2f}  {settled:4d}")

# %% animate
b_grid, w_grid = torch.linspace(-0.4, 4.4, 60), torch.linspace(-1, 7, 160)
# zh: 拧到每个位置，水温错多少
# en: how wrong the water is at every setting of the two taps
wrong = w_grid[:, None, None] * x + b_grid[:, None] - y  # (160, 60, 50)
wrong = (wrong ** 2).mean(dim=2)
fig, axes = plt.subplots(2, 2, figsize=(4.8, 4.8), sharex=True, sharey=True,
                         layout="constrained")
title, paths = fig.suptitle("", fontsize=13), []
for ax, name in zip(axes.flat, makers):
    ax.contour(b_grid, w_grid, wrong, levels=(1, 10, 50, 200, 500),
               colors="0.75", linewidths=1)
    ax.plot(3, 3, "*", color="C1", ms=20)
    ax.set(title=name, xticks=(0, 3), yticks=(0, 3, 6))
    ax.grid(False)
    paths += ax.plot([], [], "o-", color="C0", ms=3, lw=1.5)
fig.supxlabel("sluggish tap b", fontsize=13)
fig.supylabel("touchy tap w", fontsize=13)


def draw(step):
    for path, (name, run) in zip(paths, runs.items()):
        path.set_data(run[:step + 1, 1], run[:step + 1, 0])
    title.set_text(f"turn {step}")


frames = sorted({round(120 * (k / 22) ** 2) for k in range(23)})
ani = FuncAnimation(fig, draw, frames=frames, interval=200)
plt.show()

# %% by-hand
A = torch.stack([x, torch.ones(50)])  # (2, 50)
taps, m, v = torch.zeros(2), torch.zeros(2), torch.zeros(2)
path = []
for t in range(1, 122):
    path.append(taps)
    g = 2 * A @ (taps @ A - y) / 50  # (2,)
    # zh: m 记最近往哪边拧，v 记每个龙头反应多强
    # en: m: which way, lately; v: how strongly each tap has reacted
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    # zh: 两个数都从 0 记起，开头偏小，除一下补回来
    # en: both start from 0 and are too small at first: make up for it
    m_fair = m / (1 - 0.9 ** t)
    v_fair = v / (1 - 0.999 ** t)
    taps = taps - 0.2 * m_fair / v_fair.sqrt()
same = torch.allclose(torch.stack(path), runs["Adam"][:, :2], atol=1e-3)
print("same as torch.optim.Adam:", same)

# %% own-step
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([{"params": [w], "lr": 0.015},
                             {"params": [b], "lr": 0.4}])
for step in range(13):
    prediction = w * x + b
    loss = loss_func(prediction, y)
    if step % 4 == 0:
        print(f"turn {step:2d}  w {w.item():.3f}  b {b.item():.3f}"
              f"  loss {loss.item():.4f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% small-net
torch.manual_seed(1)
x = torch.linspace(-1, 1, 500)[:, None]  # (500, 1)
y = x ** 2 + 0.1 * torch.randn(x.shape)
print(f"noise floor {loss_func(x ** 2, y):.3f}")


def train(make, lr, seed=1, cosine=False):
    # zh: 种子相同：每个优化器从同样的参数起步，小批量也一样
    # en: same seed: every optimizer gets the same start and the same batches
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))
    optimizer = make(net.parameters(), lr=lr)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 12)
    losses, used = [], []
    for epoch in range(12):
        used.append(scheduler.get_last_lr()[0])
        for pick in torch.randperm(500).split(32):
            prediction = net(x[pick])
            loss = loss_func(prediction, y[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(loss_func(net(x), y).item())
        if cosine:
            scheduler.step()
    return losses, used


# %% schedule
fixed, _ = train(makers["momentum"], lr=0.3)
cosine, used = train(makers["momentum"], lr=0.3, cosine=True)
print("epoch   lr 0.3    cosine      its lr")
for epoch in (0, 3, 6, 8, 9, 10, 11):
    print(f"{epoch + 1:5}   {fixed[epoch]:.4f}    {cosine[epoch]:.4f}"
          f"      {used[epoch]:.3f}")

# %% change-one-number
rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]
final = {name: [train(make, lr)[0][-1] for lr in rates]
         for name, make in makers.items()}
print("   lr" + " ".join(f"{name:>8}" for name in makers))
for k, lr in enumerate(rates):
    print(f"{lr:5}" + " ".join(f"{row[k]:8.3f}" for row in final.values()))

# %% draw-rates
fig, ax = plt.subplots(figsize=(5, 3.8), layout="constrained")
for (name, row), mark in zip(final.items(), ["o-", "s--", "^-.", "D:"]):
    ax.loglog(rates, row, mark, label=name)
ax.set(xlabel="lr", ylabel="final loss", ylim=(0.009, 0.6))
ax.set_xticks(rates, rates, minor=False)
ax.set_yticks([0.01, 0.1], [0.01, 0.1])
ax.minorticks_off()
ax.legend(ncols=2)
plt.show()

# %% when-it-goes-wrong
for order in ["optimizer first", "layer first"]:
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 3))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    # zh: 换了新龙头；优化器手里握着的还是旧的
    # en: a new tap goes in, but the optimizer still holds the old one
    net[2] = nn.Linear(20, 1)
    if order == "layer first":
        optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    before = net[2].weight.detach().clone()
    for step in range(10):
        prediction = net(x)
        loss = loss_func(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    moved = (net[2].weight - before).abs().max().item()
    print(f"{order:15}  new layer moved {moved:.3f}")

# %% then-and-now
print("SGD without lr:", torch.optim.SGD([w]).defaults["lr"])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    scheduler = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([w]), 1)
    scheduler.step()
print(textwrap.fill(str(caught[0].message).split("  ")[0], 40))

for make in [torch.optim.Adam, torch.optim.AdamW]:
    for decay in [0.1, 0.001]:
        weight = torch.ones(1)
        # zh: 梯度是 0，只剩权重衰减在拉
        # en: the gradient is 0, so only the weight decay pulls
        weight.grad = torch.zeros(1)
        make([weight], lr=0.1, weight_decay=decay).step()
        print(f"{make.__name__:5} decay {decay:5}: "
              f"1 becomes {weight.item():.4f}")

# %% answer tags=["numbers-vary"]
for name in makers:
    lr = rates[final[name].index(min(final[name]))]
    row = [train(makers[name], lr, seed)[0][-1] for seed in (1, 2, 3)]
    print(f"{name:9} lr {lr:<5}", *(f"{v:.3f}" for v in row))
