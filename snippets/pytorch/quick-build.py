# %% net
import textwrap
import traceback
from collections import OrderedDict
from itertools import pairwise

import matplotlib.pyplot as plt
import torch
from torch import nn

# zh: 还是上一课的三百个包裹
# en: the three hundred parcels of the last lesson
torch.manual_seed(1)
centres = torch.tensor([[2., 2.], [-2., 2.], [0., -2.]])
y = torch.arange(3).repeat_interleave(100)  # (300,)
x = centres[y] + torch.randn(300, 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 10)
        self.out = nn.Linear(10, 3)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


torch.manual_seed(1)
net = Net()
print("logits:", tuple(net(x).shape))

# %% skewer
torch.manual_seed(1)
# zh: 一根签子串三块，数据从第一块走到最后一块
# en: three pieces on a stick; data go from the first to the last
skewer = nn.Sequential(nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3))
print("same logits:", torch.equal(skewer(x), net(x)))
for title, model in [("Net", net), ("Sequential", skewer)]:
    print(title)
    for name, layer in model.named_children():
        print("  ", name, type(layer).__name__)
# zh: 前两块也能单独拿下来用
# en: the first two pieces can be taken off and used alone
print("first two:", tuple(skewer[:2](x).shape))

# %% names
for (name, p), place in zip(net.state_dict().items(), skewer.state_dict()):
    print(f"{name:14} {place:9} {tuple(p.shape)}")

named = nn.Sequential(OrderedDict([
    ("hidden", nn.Linear(2, 10)),
    ("act", nn.ReLU()),
    ("out", nn.Linear(10, 3)),
]))
print("before:", torch.equal(named(x), net(x)))
# zh: 名字对得上，权重就能整份搬过来
# en: the names match, so all the weights can move over at once
named.load_state_dict(net.state_dict())
print("after: ", torch.equal(named(x), net(x)))

# %% draw
fig, axes = plt.subplots(1, 2, figsize=(4.6, 4.6), layout="constrained")
for ax, title, model, line in zip(axes, ["class Net", "nn.Sequential"],
                                  [net, skewer], ":-"):
    pieces = list(model.named_children())
    if model is net:
        # zh: 类里的 relu 不是一块，名单上没有，在这里补
        # en: in the class, relu is no piece and not listed: add it
        pieces.insert(1, ("torch.relu", None))
    ax.set(xlim=(0, 10), ylim=(0, 10), title=title)
    ax.axis("off")
    ax.plot([5, 5], [0.6, 9.4], line, color="0.6", lw=6, zorder=0)
    ax.text(5, 9.7, "x", ha="center", va="center")
    ax.text(5, 0.2, "logits", ha="center", va="center")
    for height, (name, layer), color in zip(
            [8, 5, 2], pieces, ["C0", "0.4", "C1"]):
        text, dashes = name, "--"
        if layer is not None:
            text, dashes = f"{name}: {type(layer).__name__}", "-"
            for key, p in layer.named_parameters():
                text += f"\n{name}.{key} {tuple(p.shape)}"
        ax.text(5, height, text, ha="center", va="center", size=11,
                bbox=dict(boxstyle="round,pad=0.5", fc="white",
                          ec=color, ls=dashes, lw=2.5))
plt.show()


# %% factory
def mlp(sizes):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    # zh: 最后一块 ReLU 不串：出口要的是分数
    # en: leave off the last ReLU: what comes out should be scores
    return nn.Sequential(*layers[:-1])


def count(model):
    return sum(p.numel() for p in model.parameters())


sizes = [2, 32, 32, 3]
deep = mlp(sizes)
for name, layer in deep.named_children():
    print(f"{name} {type(layer).__name__:7} {count(layer):5d}")
print(f"all       {count(deep):5d}")
# zh: 每个输出有 n_in 个权重，再加一个偏置
# en: every output has n_in weights and one bias
formula = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
print(f"formula   {formula:5d}")


# %% branch
class Residual(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.body = mlp([size, size, size])

    def forward(self, x):
        # zh: x 分两路，一路穿过 body，一路绕过去，再加在一起
        # en: x goes two ways, through the body and round it; add them up
        return x + self.body(x)


# zh: 岔路包进丸子里，丸子照样能串
# en: the branch is inside a meatball; a meatball goes on the stick
deep = nn.Sequential(nn.Linear(2, 16), Residual(16), Residual(16),
                     nn.Linear(16, 3))
print("logits:", tuple(deep(x).shape), " parameters:", count(deep))
h = deep[0](x)  # (300, 16)
ball = deep[1]
print("ball(h) == body(h):    ", torch.equal(ball(h), ball.body(h)))
print("ball(h) == h + body(h):", torch.equal(ball(h), h + ball.body(h)))
try:
    deep(x, x)
except TypeError as e:
    print(textwrap.fill(str(e), 40))

# %% change-one-number
print("width   one hidden   two hidden")
for h in [10, 20, 40, 80]:
    one, two = mlp([2, h, 3]), mlp([2, h, h, 3])
    print(f"{h:5d} {count(one):12d} {count(two):12d}")


# %% when-it-goes-wrong
class Plate(nn.Module):
    def __init__(self):
        super().__init__()
        # zh: 搁在盘子里，没有串上签子
        # en: lying on a plate, not on a stick
        self.layers = [nn.Linear(2, 10), nn.ReLU(), nn.Linear(10, 3)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


plate = Plate()
print("logits:", tuple(plate(x).shape), " parameters:", count(plate))
try:
    torch.optim.SGD(plate.parameters(), lr=0.1)
except ValueError:
    traceback.print_exc(limit=1)


# %% when-nothing-is-said
class Half(nn.Module):
    def __init__(self, holder):
        super().__init__()
        self.first = nn.Linear(2, 10)
        self.middle = holder([nn.Linear(10, 10), nn.Linear(10, 10)])
        self.out = nn.Linear(10, 3)

    def forward(self, x):
        h = torch.relu(self.first(x))
        for layer in self.middle:
            h = torch.relu(layer(h))
        return self.out(h)


loss_func = nn.CrossEntropyLoss()
for holder in [list, nn.ModuleList]:
    torch.manual_seed(1)
    model = Half(holder)
    before = model.middle[0].weight.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(201):
        logits = model(x)
        loss = loss_func(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    moved = not torch.equal(model.middle[0].weight, before)
    print(f"{holder.__name__:10} parameters {count(model)}")
    print(f"   middle moved: {moved}, loss {loss:.3f}")

# %% then-and-now
images = torch.rand(5, 8, 8)
# zh: 从前写在 forward 里的一句，如今是能串的一块
# en: once a line in forward, today a piece for the stick
old = images.view(images.size(0), -1)
print("same:  ", torch.equal(nn.Flatten()(images), old))
# zh: LazyLinear 不用告诉它几进
# en: LazyLinear needn't be told how many numbers come in
lazy = nn.Sequential(nn.Flatten(), nn.LazyLinear(10), nn.ReLU(),
                     nn.Linear(10, 3))
print("before:", type(lazy[1]).__name__)
print("logits:", tuple(lazy(images).shape))
print("after: ", type(lazy[1]).__name__, tuple(lazy[1].weight.shape))
double = nn.Linear(64, 10, dtype=torch.float64)
print("dtype: ", double.weight.dtype)

# %% answer
print("64-74-10: ", count(mlp([64, 74, 10])))


def gap(h):
    return abs(count(mlp([64, h, 10])) - 10_000)


best = min(range(1, 200), key=gap)
for h in [best - 1, best, best + 1]:
    print(f"64-{h}-10:", count(mlp([64, h, 10])))
