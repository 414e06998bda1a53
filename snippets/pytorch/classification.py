# %% data
import copy
import math
import traceback

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn

torch.manual_seed(1)
# zh: 三个镇子的中心；一个地址是两个数：东西、南北
# en: three town centres; an address is two numbers, east and north
centres = torch.tensor([[2., 2.], [-2., 2.], [0., -2.]])
# zh: 正确的筐号：100 个 0，100 个 1，100 个 2
# en: the right bins: a hundred 0s, a hundred 1s, a hundred 2s
y = torch.arange(3).repeat_interleave(100)
x = centres[y] + torch.randn(300, 2)
print("x:", tuple(x.shape), x.dtype)
print("y:", tuple(y.shape), y.dtype)


# %% net
class Net(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.hidden = nn.Linear(2, 10)
        self.out = nn.Linear(10, outputs)

    def forward(self, x):
        h = torch.relu(self.hidden(x))  # (300, 10)
        # zh: 交出去的是分数，不是占比
        # en: what goes out is scores, not shares
        return self.out(h)


def accuracy(logits, y):
    # zh: 扔进分数最高的筐，扔对的占几成？
    # en: throw into the bin with the top score: how many are right?
    return (logits.argmax(dim=1) == y).float().mean().item()


torch.manual_seed(1)
net = Net(outputs=3)
logits = net(x)
print("logits:", tuple(logits.shape))
print(f"accuracy before training: {accuracy(logits, y):.3f}")

# %% train
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loss_func = nn.CrossEntropyLoss()
history = []
for step in range(201):
    logits = net(x)
    loss = loss_func(logits, y)
    # zh: 每一步都留一份分拣员，画动画时用
    # en: keep a copy of the sorter at every step, for the animation
    history.append((loss.item(), copy.deepcopy(net)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

for step in [0, 5, 20, 50, 100, 200]:
    loss, sorter = history[step]
    with torch.no_grad():
        hit = accuracy(sorter(x), y)
    print(f"step {step:3d}  loss {loss:.3f}  accuracy {hit:.3f}")
# zh: 偷看了镇子中心的人：离得越近，打分越高
# en: someone who may look up the town centres: near scores high
nearest = -torch.cdist(x, centres)  # (300, 3)
print(f"nearest centre       accuracy {accuracy(nearest, y):.3f}")

# %% scores
# zh: 第 200 步打的分；只看不练，不用再记计算过程
# en: the scores of step 200: to look at, no gradients needed
logits = logits.detach()  # (300, 3)
share = torch.softmax(logits, dim=1)
bins = logits.argmax(dim=1)  # (300,)
for i in [0, 13, 31]:
    print(f"parcel {i}, right bin {y[i]}")
    print("  scores", " ".join(f"{v:6.2f}" for v in logits[i]))
    print("  shares", " ".join(f"{v:6.3f}" for v in share[i]),
          f" -> bin {bins[i]}")

# %% loss-by-hand
# zh: 每个包裹只看一格：正确的筐分到多少？
# en: look at one number per parcel: what share did the right bin get?
right = share.gather(1, y[:, None])[:, 0]  # (300,)
by_hand = -right.log()
for i in [0, 13, 31]:
    print(f"parcel {i:2d}: share {right[i]:.3f}, loss {by_hand[i]:.3f}")
wrong = bins != y
part = by_hand[wrong].sum() / by_hand.sum()
print(f"{wrong.sum()} wrong parcels: {part:.0%} of the loss")
print(f"mean by hand      {by_hand.mean():.3f}")
print(f"CrossEntropyLoss  {loss_func(logits, y):.3f}")
print(f"a third for each  {math.log(3):.3f}")

# %% animate
ticks = torch.linspace(-7, 5, 111)
north, east = torch.meshgrid(ticks, ticks, indexing="ij")  # (111, 111)
grid = torch.stack([east.flatten(), north.flatten()], dim=1)
frames = sorted({round(200 * (k / 20) ** 2) for k in range(21)})
fig, ax = plt.subplots(figsize=(4.4, 4.2), layout="constrained")


def draw(step):
    loss, sorter = history[step]
    with torch.no_grad():
        # zh: 地图上每一格的包裹会扔进哪个筐？
        # en: which bin would a parcel from each spot on the map go into?
        area = sorter(grid).argmax(dim=1).reshape(east.shape)
        wrong = sorter(x).argmax(dim=1) != y
    ax.clear()
    ax.grid(False)
    for k, marker in enumerate("o^s"):
        ax.contourf(east, north, (area == k).float(), [0.5, 1.5],
                    colors=[(f"C{k}", 0.25)]).set_edgecolor("black")
        ax.scatter(*x[y == k].T, s=18, marker=marker, label=f"bin {k}")
    ax.scatter(*x[wrong].T, s=100, fc="none", ec="black", label="wrong bin")
    ax.set(xlabel="east", ylabel="north", title=f"step {step}, loss"
           f" {loss:.3f}: {wrong.sum()} in the wrong bin")
    ax.legend(loc="lower center", ncols=2, handletextpad=0)


# zh: 要给它留个名字，不然动画会被回收
# en: keep a name for it, or the animation is thrown away
ani = FuncAnimation(fig, draw, frames=frames, interval=200)
plt.show()

# %% change-one-number
for scale in [0.1, 1, 10]:
    scaled = scale * logits
    loss, hit = loss_func(scaled, y), accuracy(scaled, y)
    print(f"x {scale:<4} loss {loss:.3f}  accuracy {hit:.3f}")
    for i in [13, 31]:
        shares = torch.softmax(scaled[i], dim=0)
        print(f"  parcel {i}:", " ".join(f"{v:.3f}" for v in shares))

# %% when-it-goes-wrong
# zh: 竖成一列；写成小数；从 1 数起
# en: stood up as a column; turned into floats; counted from 1
for target in [y[:, None], y.float(), y + 1]:
    try:
        loss_func(logits, target)
    except (RuntimeError, IndexError):
        traceback.print_exc(limit=1)

# %% when-nothing-is-said
print(f"one softmax  {loss_func(logits, y):.3f}")
print(f"two          {loss_func(share, y):.3f}")
# zh: 最好的占比是 1、0、0，当成分数再算一遍，损失只能低到这里
# en: the best shares are 1, 0, 0; taken as scores, they get no lower
print(f"lowest       {-math.log(math.e / (math.e + 2)):.3f}")

torch.manual_seed(1)
twice = Net(outputs=3)
optimizer = torch.optim.SGD(twice.parameters(), lr=0.1)
for step in range(201):
    scores = twice(x)
    loss = loss_func(torch.softmax(scores, dim=1), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step in [5, 20, 200]:
        hit = accuracy(scores, y)
        print(f"step {step:3d}  loss {loss:.3f}  accuracy {hit:.3f}")

# %% then-and-now
old = torch.max(torch.softmax(logits, 1), 1)[1]
print("same bins:", torch.equal(old, bins))
nll = nn.NLLLoss()(torch.log_softmax(logits, dim=1), y)
print(f"log_softmax + NLLLoss    {nll:.3f}")
# zh: 正确的筐占 1，别的占 0
# en: the right bin gets 1, the others get 0
wanted = nn.functional.one_hot(y, 3).float()  # (300, 3)
print(f"shares as target         {loss_func(logits, wanted):.3f}")
smooth = nn.CrossEntropyLoss(label_smoothing=0.1)
print(f"with label_smoothing=0.1 {smooth(logits, y):.3f}")

# %% answer
target = (y == 0).float()[:, None]  # (300, 1)
loss_func = nn.BCEWithLogitsLoss()
torch.manual_seed(1)
net = Net(outputs=1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(201):
    logits = net(x)
    loss = loss_func(logits, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# zh: 只有一个分数：大于 0 就是“是”
# en: there is one score only: above 0 means yes
hit = ((logits > 0) == (target == 1)).float().mean()
print("target:", tuple(target.shape), " logits:", tuple(logits.shape))
print(f"loss {loss:.3f}, accuracy {hit:.3f}")
print(f"always saying no: {(target == 0).float().mean():.3f}")
