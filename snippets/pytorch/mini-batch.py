# %% deck
import traceback

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# zh: 一张卡片：x 是正面，y 是背面
# en: one card: x is its front, y is its back
x = torch.arange(1, 11)  # 1, 2, ..., 10
y = torch.arange(10, 0, -1)  # 10, 9, ..., 1
deck = TensorDataset(x, y)
print("cards:", len(deck))
print("deck[2]:", deck[2])

# %% deal
for batch_size in [5, 4]:
    # zh: 洗牌也要固定种子，你才能看到一样的牌
    # en: a seed for the shuffling too, so that you get the same cards
    loader = DataLoader(deck, batch_size=batch_size, shuffle=True,
                        generator=torch.Generator().manual_seed(0))
    print(f"batch_size {batch_size}, stacks {len(loader)}")
    dealt = []
    for epoch in range(3):
        stacks = []
        for batch_x, batch_y in loader:
            stacks.append(batch_x.tolist())
        print(" | ".join(" ".join(map(str, s)) for s in stacks))
        dealt.append(stacks)
print("front + back:", (batch_x + batch_y).tolist())

# %% draw-deal
fig, ax = plt.subplots(figsize=(5.4, 2.8), layout="constrained")
# zh: 第一排是没洗的整副牌，下面三排是洗过、分成小叠的
# en: first the deck as it was, then three rows shuffled and in stacks
rows = [[x.tolist()]] + dealt
for row, stacks in enumerate(rows):
    left = 0.0
    for stack in stacks:
        for card in stack:
            # zh: 数越大，颜色越深
            # en: the larger the number, the darker the card
            ax.add_patch(plt.Rectangle((left, -row), 0.9, 0.75, ec="0.3",
                                       fc=plt.cm.Blues(card / 12)))
            ax.text(left + 0.45, 0.36 - row, card, ha="center",
                    va="center", color="white" if card > 6 else "black")
            left += 1
        left += 0.6
names = ["deck", "epoch 1", "epoch 2", "epoch 3"]
ax.set_yticks([0.36 - row for row in range(4)], names)
ax.set(xlim=(-0.1, 11.3), ylim=(-3.1, 0.85), xticks=[])
ax.tick_params(length=0)
ax.grid(False)
ax.spines[:].set_visible(False)
plt.show()

# %% train
loss_func = nn.MSELoss()


def train(net, loader, lr=0.01, epochs=3):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    x, y = loader.dataset.tensors
    seen, history = 0, [(0, loss_func(net(x), y).item())]
    for epoch in range(epochs):
        for batch_x, batch_y in loader:
            prediction = net(batch_x)
            loss = loss_func(prediction, batch_y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen += len(batch_x)
            # zh: 每看过 100 张，拿整副牌考一次
            # en: every 100 cards, a test on the whole deck
            if seen % 100 == 0:
                with torch.no_grad():
                    history.append((seen, loss_func(net(x), y).item()))
    return history


# %% compare
torch.manual_seed(0)
x = torch.randn(1000, 20)
true_w = torch.randn(20, 1)
y = x @ true_w + 0.1 * torch.randn(1000, 1)  # (1000, 1)
deck = TensorDataset(x, y)


def study(batch_size, lr=0.01):
    torch.manual_seed(1)
    net = nn.Linear(20, 1)
    loader = DataLoader(deck, batch_size=batch_size, shuffle=True,
                        generator=torch.Generator().manual_seed(1))
    return len(loader), train(net, loader, lr)


curves = {}
for batch_size in [1, 10, 100, 1000]:
    steps, curves[batch_size] = study(batch_size)
    print(f"batch {batch_size:4d}, steps {3 * steps:4d},"
          f" loss {curves[batch_size][-1][1]:7.3f}")
# zh: 100 张一叠的，看完 300 张正好也是三步
# en: with stacks of 100, 300 cards are three steps too
print(f"batch  100, steps    3, loss {curves[100][3][1]:7.3f}")
floor = loss_func(x @ true_w, y).item()
print(f"noise floor                {floor:7.3f}")

# %% draw-compare
fig, ax = plt.subplots(figsize=(5.2, 4), layout="constrained")
styles = ["-", "--", "-.", ":"]
for (batch_size, history), style in zip(curves.items(), styles):
    seen, losses = zip(*history)
    # zh: 整副牌一叠的，一共才改三次，点出来
    # en: with the whole deck in one stack there are only three steps: dots
    marker = "o" if batch_size == 1000 else ""
    ax.plot(seen, losses, ls=style, marker=marker, ms=8,
            label=f"batch {batch_size}")
ax.axhline(floor, color="0.4", lw=1)
ax.text(3000, floor * 0.85, "noise floor", ha="right", va="top")
ax.set(yscale="log", xlabel="cards seen", ylabel="loss",
       ylim=(0.004, 50), xticks=(0, 1000, 2000, 3000))
ax.legend(loc="center right")
plt.show()

# %% change-one-number
print("lr        ", *(f"{lr:8}" for lr in [0.01, 0.1, 0.5]))
for batch_size in [10, 100, 1000]:
    row = [study(batch_size, lr)[1][-1][1] for lr in [0.01, 0.1, 0.5]]
    print(f"batch {batch_size:4d}", *(f"{loss:8.3f}" for loss in row))

# %% when-it-goes-wrong
x = torch.linspace(-1, 1, 100)[:, None]  # (100, 1)
torch.manual_seed(1)
y = x ** 2 + 0.2 * torch.rand(x.shape)
# zh: 这副牌按 y 码好：前五十张小，后五十张大
# en: this deck is in order of y: fifty small ones, then fifty large ones
order = y[:, 0].argsort()
small, large = order[:50], order[50:]
lines = {}


def report(name):
    lines[name] = net(x).detach()
    parts = [loss_func(lines[name][half], y[half]) for half in [small, large]]
    print(f"{name:13} small {parts[0]:.3f}  large {parts[1]:.3f}")


for shuffle in [True, False]:
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(1, 10), nn.ReLU(), nn.Linear(10, 1))
    loader = DataLoader(TensorDataset(x[order], y[order]), batch_size=5,
                        shuffle=shuffle,
                        generator=torch.Generator().manual_seed(1))
    train(net, loader, lr=0.2, epochs=6)
    report(f"shuffle={shuffle}")

# %% half-by-half
# zh: net 现在是没洗的那个：看小的半副，考一次；看大的半副，再考
# en: net is now the unshuffled one: the small half, a test, then the large
for name, half in [("after small", small), ("after large", large)]:
    cards = TensorDataset(x[half], y[half])
    train(net, DataLoader(cards, batch_size=5), lr=0.2, epochs=1)
    report(name)

# %% draw-wrong
fig, ax = plt.subplots(figsize=(4.8, 3.8), layout="constrained")
ax.scatter(x[small], y[small], s=16, color="C0")
# zh: 后看的大 y，画成空心
# en: the large y, seen last, are hollow
ax.scatter(x[large], y[large], s=16, fc="none", ec="C0")
for name, style in [("shuffle=True", dict(color="black", lw=3)),
                    ("after small", dict(color="black", lw=2, ls=":")),
                    ("after large", dict(color="C1", lw=3, ls="--"))]:
    ax.plot(x, lines[name], label=name, **style)
ax.set(xlabel="x", ylabel="y", ylim=(-0.05, 1.6))
ax.legend(loc="upper center")
plt.show()

# %% then-and-now
try:
    TensorDataset(data_tensor=x, target_tensor=y)
except TypeError:
    traceback.print_exc(limit=1)

# zh: 不用 DataLoader 也行：洗一副序号，切成小叠
# en: without DataLoader: shuffle the row numbers, cut them into stacks
torch.manual_seed(0)
for pick in torch.randperm(len(x)).split(32):
    batch_x, batch_y = x[pick], y[pick]
    print(tuple(batch_x.shape))

# %% answer
cards = TensorDataset(torch.arange(1000))
for drop_last in [False, True]:
    loader = DataLoader(cards, batch_size=64, shuffle=True,
                        drop_last=drop_last,
                        generator=torch.Generator().manual_seed(0))
    print(f"drop_last {drop_last}: {len(loader)} steps")
    met = set()
    for epoch in range(3):
        stacks = [batch[0] for batch in loader]
        met |= set(torch.cat(stacks).tolist())
        print(f"  last stack {len(stacks[-1])}, cards met {len(met)}")
