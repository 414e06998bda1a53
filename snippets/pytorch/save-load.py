# %% net
import copy
import pickle
import re
import textwrap
import traceback
import zipfile

import matplotlib.pyplot as plt
import torch
from torch import nn

torch.manual_seed(1)
x = torch.linspace(-1, 1, 100)[:, None]  # (100, 1)
y = x ** 2 + 0.2 * torch.rand(x.shape)
loss_func = nn.MSELoss()


class Net(nn.Module):
    def __init__(self, units=10):
        super().__init__()
        self.hidden = nn.Linear(1, units)
        self.predict = nn.Linear(units, 1)

    def forward(self, x):
        return self.predict(torch.relu(self.hidden(x)))


# %% train
def train(net, optimizer, steps):
    losses = []
    for step in range(steps):
        prediction = net(x)
        loss = loss_func(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


torch.manual_seed(1)
net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
losses = train(net, optimizer, 100)
print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f}")

# %% pack
# zh: 一个标签对着一箱数
# en: each label goes with one box of numbers
for name, tensor in net.state_dict().items():
    print(f"{name:15} {tuple(tensor.shape)}")
torch.save(net.state_dict(), "weights.pt")

# %% unpack
# zh: 新房子：房间一样，里面还是随机的数
# en: the new house: the same rooms, with random numbers in them
torch.manual_seed(2)
fresh = Net()
with torch.no_grad():
    before = fresh(x)
    print(fresh.load_state_dict(torch.load("weights.pt")))
    after = fresh(x)
    print(f"loss before {loss_func(before, y):.4f}")
    print(f"loss after  {loss_func(after, y):.4f}")
    print("same as the old net:", torch.equal(after, net(x)))

# %% draw-unpack
fig, axes = plt.subplots(1, 2, figsize=(5.6, 3), sharey=True,
                         layout="constrained")
for ax, title, line in [(axes[0], "new house, empty", before),
                        (axes[1], "boxes moved in", after)]:
    ax.plot(x, net(x).detach(), color="C0", lw=7, alpha=0.45,
            label="old net")
    ax.plot(x, line, color="black", ls="--", lw=2, label="new net")
    ax.set(title=title, xlabel="x", xticks=(-1, 0, 1))
fig.legend(*ax.get_legend_handles_labels(), ncols=2,
           loc="outside lower center")
plt.show()

# %% whole-object
torch.save(net, "whole.pt")
try:
    torch.load("whole.pt")
except pickle.UnpicklingError as e:
    # zh: 原话很长，只留要紧的那半句
    # en: the message is long: keep the part that matters
    reason = re.search("GLOBAL.*by default", str(e)).group()
    print("refused:", textwrap.fill(reason, 40), sep="\n")

# zh: 开一张放行单，写明门口可以放哪些东西进来
# en: a list for the door: these are the things that may come in
with torch.serialization.safe_globals([Net, nn.Linear]):
    whole = torch.load("whole.pt")
print("with a list: ", torch.equal(whole(x), net(x)))
# zh: 不查了，什么都放进来
# en: no check at all: everything may come in
whole = torch.load("whole.pt", weights_only=False)
print("with no check:", torch.equal(whole(x), net(x)))


# %% stranger
class Parcel:
    # zh: 读文件的人一拆包，就照这句话办：调用 print
    # en: whoever unpacks this carries out the line below: it calls print
    def __reduce__(self):
        return print, ("Surprise! I ran on your machine.",)


torch.save({"weights": Parcel()}, "stranger.pt")
try:
    torch.load("stranger.pt")
except pickle.UnpicklingError as e:
    reason = re.search("GLOBAL.*by default", str(e)).group()
    print("refused:", textwrap.fill(reason, 40), sep="\n")
# zh: 是自己刚包的，知道里面是什么，才敢不查
# en: unchecked, only because we packed it ourselves a moment ago
print(torch.load("stranger.pt", weights_only=False))

# %% checkpoint
state = optimizer.state_dict()
# zh: 箱子之外，日历也装上：优化器的记录，和走到了第几步
# en: besides the boxes, the calendar: the optimizer's notes and the step
torch.save({"net": net.state_dict(), "optimizer": state, "step": 100},
           "checkpoint.pt")
print("Adam notes:", *state["state"][0])
print("lr is in there too:", state["param_groups"][0]["lr"])

in_net = sum(p.numel() for p in net.parameters())
in_notes = sum(note["exp_avg"].numel() + note["exp_avg_sq"].numel()
               for note in state["state"].values())
print(f"numbers: net {in_net}, notes {in_notes}")

# %% resume
flat = nn.utils.parameters_to_vector  # (31,)
never_stopped = train(net, optimizer, 100)
curves = {}
for name in ["weights + optimizer", "weights only"]:
    checkpoint = torch.load("checkpoint.pt")
    again = Net()
    again.load_state_dict(checkpoint["net"])
    optimizer = torch.optim.Adam(again.parameters(), lr=0.05)
    if name == "weights + optimizer":
        optimizer.load_state_dict(checkpoint["optimizer"])
    curves[name] = train(again, optimizer, 1)
    # zh: fresh 还停在第 100 步，正好拿来量这一步挪了多远
    # en: fresh still stands at step 100: measure the first move from there
    move = flat(again.parameters()) - flat(fresh.parameters())
    curves[name] += train(again, optimizer, 99)
    gap = flat(again.parameters()) - flat(net.parameters())
    print(name)
    print("  loss", *(f"{v:.4f}" for v in curves[name][:3]))
    print(f"  first move, at most  {move.abs().max():.4f}")
    print(f"  gap at the end       {gap.abs().max():.2f}")
    print(f"  same net: {not gap.any()}")

# %% draw-resume
fig, ax = plt.subplots(figsize=(5.2, 3.8), layout="constrained")
# zh: 日历上写着，从第几步接着画
# en: the calendar says from which step to go on
later = range(checkpoint["step"], 200)
ax.plot(losses, color="C0", lw=2)
ax.plot(later, never_stopped, color="C0", lw=7, alpha=0.45,
        label="never stopped")
ax.plot(later, curves["weights + optimizer"], color="black", ls="--",
        lw=2, zorder=3, label="weights + optimizer")
ax.plot(later, curves["weights only"], color="C1", lw=2,
        label="weights only")
ax.axvline(later[0], color="0.3", ls=":", lw=1.5)
ax.text(96, 0.002, "packed here", ha="right", va="center")
ax.set(yscale="log", xlabel="step", ylabel="loss", ylim=(0.0015, 1))
ax.legend(loc="upper right")
plt.show()

# %% change-one-number
for units in [10, 12]:
    torch.manual_seed(2)
    house = Net(units)
    print(f"--- {units} units")
    try:
        print(house.load_state_dict(torch.load("weights.pt")))
    except RuntimeError as e:
        # zh: 三处对不上，只看第一处
        # en: three don't fit: look at the first
        for line in str(e).splitlines()[:2]:
            print(textwrap.fill(line.strip(), 40))
        # zh: 报了错，可是对得上的那一箱已经搬进去了
        # en: an error, and yet the one box that fits has moved in
        old, new = fresh.predict.bias, house.predict.bias
        print("predict.bias moved in:", torch.equal(old, new))

# %% when-it-goes-wrong
# zh: best 只是标签，箱子还在原来的屋里，天天有人用
# en: best is only labels: the boxes are still in the house, and in use
best = net.state_dict()
# zh: kept 才是照样另备的一份
# en: kept is a second set of everything
kept = copy.deepcopy(net.state_dict())
print(f"best so far       {loss_func(net(x), y):.3f}")

# zh: 一步迈得太大，练坏了
# en: one step that is far too big spoils the net
train(net, torch.optim.Adam(net.parameters(), lr=1.0), 1)
print(f"after a bad step  {loss_func(net(x), y):.3f}")
for name, saved in [("best", best), ("kept", kept)]:
    net.load_state_dict(saved)
    print(f"back to {name}      {loss_func(net(x), y):.3f}")

# %% then-and-now
# zh: 一年后改了代码：hidden 这个名字换成了 first
# en: a year later the code has changed: hidden is now called first
class Net(nn.Module):
    def __init__(self, units=10):
        super().__init__()
        self.first = nn.Linear(1, units)
        self.predict = nn.Linear(units, 1)

    def forward(self, x):
        return self.predict(torch.relu(self.first(x)))


whole = torch.load("whole.pt", weights_only=False)
try:
    whole(x)
except AttributeError:
    traceback.print_exc(limit=1)

# zh: 箱子好办：换个标签就行
# en: boxes are easy: stick on a new label
boxes = {name.replace("hidden", "first"): tensor
         for name, tensor in torch.load("weights.pt").items()}
renamed = Net()
print(renamed.load_state_dict(boxes))
print("same:", torch.equal(renamed(x), fresh(x)))
print("weights.pt is a zip:", zipfile.is_zipfile("weights.pt"))


# %% answer tags=["numbers-vary"]
def build():
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(1, 10), nn.ReLU(), nn.Dropout(0.2),
                        nn.Linear(10, 1))
    return net, torch.optim.Adam(net.parameters(), lr=0.05)


net, optimizer = build()
train(net, optimizer, 100)
torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(),
            "rng": torch.get_rng_state()}, "dropout.pt")
train(net, optimizer, 100)
for with_rng in [False, True]:
    again, optimizer = build()
    checkpoint = torch.load("dropout.pt")
    again.load_state_dict(checkpoint["net"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    if with_rng:
        torch.set_rng_state(checkpoint["rng"])
    train(again, optimizer, 100)
    gap = flat(again.parameters()) - flat(net.parameters())
    print(f"rng packed: {with_rng}")
    print(f"  gap {gap.abs().max():.2f}, same net: {not gap.any()}")
