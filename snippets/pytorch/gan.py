# %% grandma
import math
import traceback

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn
from torch.optim import Adam

x = torch.linspace(-1, 1, 15)


# zh: 奶奶的手劲 a 每碗不同，可总在 1 和 2 之间
# en: grandma's touch, a, differs from bowl to bowl, always from 1 to 2
def grandma(n):
    a = 1 + torch.rand(n, 1)
    return a * x ** 2 + (a - 1)  # (n, 15)


torch.manual_seed(0)
print("64 bowls:", tuple(grandma(64).shape))
print("3 of the 15 numbers in three bowls:")
for bowl in grandma(3):
    print(*(f"{v:6.2f}" for v in bowl[[0, 7, 14]]))


# %% two-nets
def build(seed=0):
    torch.manual_seed(seed)
    # zh: 学徒：随手抓 5 个随机数，做成 15 个数的一碗面
    # en: the apprentice: 5 random numbers in hand, a bowl of 15 out
    G = nn.Sequential(nn.Linear(5, 128), nn.ReLU(), nn.Linear(128, 15))
    # zh: 品尝的人：尝 15 个数，给一个分，越高越像奶奶做的
    # en: the taster: tries 15 numbers, gives a score, high for grandma's
    D = nn.Sequential(nn.Linear(15, 128), nn.ReLU(), nn.Linear(128, 1))
    return G, D


G, D = build()
# zh: 固定的 20 把，好看同样的一把前后做成什么样
# en: 20 handfuls kept fixed, to see what becomes of them over time
handfuls = torch.randn(20, 5)
print("handfuls", tuple(handfuls.shape))
print("bowls   ", tuple(G(handfuls).shape))
print("logits  ", tuple(D(G(handfuls)).shape))

# %% train
loss_func = nn.BCEWithLogitsLoss()
yes, no = torch.ones(64, 1), torch.zeros(64, 1)


def train(G, D, serve=grandma, d_lr=0.0005, steps=1000):
    g_optimizer = Adam(G.parameters(), lr=0.0005, betas=(0.5, 0.999))
    d_optimizer = Adam(D.parameters(), lr=d_lr, betas=(0.5, 0.999))
    bowls, history = [], []
    for step in range(steps + 1):
        bowls.append(G(handfuls).detach())
        real, fake = serve(64), G(torch.randn(64, 5))
        # zh: 先轮到品尝的人；detach 断开，话不传到学徒那儿
        # en: the taster's turn; detach keeps it from reaching the apprentice
        real_logits, fake_logits = D(real), D(fake.detach())
        d_loss = loss_func(real_logits, yes) + loss_func(fake_logits, no)
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        # zh: 再轮到学徒：盼着自己的面被当成奶奶的
        # en: the apprentice's turn: he hopes his bowl passes for grandma's
        g_loss = loss_func(D(fake), yes)
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        history.append([n.item() for n in (
            real_logits.sigmoid().mean(), fake_logits.sigmoid().mean(),
            d_loss, g_loss)])
    return torch.stack(bowls), torch.tensor(history)


# %% watch
def recipe(bowls):
    shape = x ** 2 + 1
    # zh: 奶奶的面都是 y = a(x² + 1) - 1，用最小二乘猜出 a
    # zh: off：离这条最像的线还差多远
    # en: grandma's are y = a(x² + 1) - 1: least squares finds the a
    # en: off: how far the bowl still is from that closest line
    a = (bowls + 1) @ shape / (shape @ shape)
    best = a[..., None] * shape - 1
    off = (bowls - best).square().mean(dim=-1).sqrt()
    return a, off


G, D = build()
# zh: 每一步都留了 20 碗，bowls 是 (1001, 20, 15)
# en: 20 bowls were kept at every step: bowls is (1001, 20, 15)
bowls, history = train(G, D)
off = recipe(bowls)[1].mean(dim=1)  # (1001,)
print("step  real  fake  d_loss  off")
for step in [0, 50, 100, 200, 400, 1000]:
    # zh: 一步的数会跳，取最近 50 步的平均
    # en: single steps jump about: take the mean of the last 50
    last = slice(max(0, step - 49), step + 1)
    real, fake, d_loss, _ = history[last].mean(dim=0)
    print(f"{step:4d}  {real:.2f}  {fake:.2f}  {d_loss:.2f}    "
          f"{off[last].mean():.2f}")
print(f"pure guessing:    {2 * math.log(2):.2f}")

# %% judge tags=["numbers-vary"]
def judge(G):
    with torch.no_grad():
        return recipe(G(torch.randn(1000, 5)))


hers, _ = recipe(grandma(1000))
his, _ = judge(G)
for name, a in [("grandma", hers), ("apprentice", his)]:
    outside = ((a < 1) | (a > 2)).float().mean()
    print(f"{name:10}  mean {a.mean():.2f}  std {a.std():.2f}")
    print(f"{'':10}  outside 1 to 2: {outside:.0%}")

fig, (top, bottom) = plt.subplots(2, figsize=(4.8, 5), layout="constrained")
top.plot(history[:, 2], lw=1, label="d_loss")
top.plot(off, "--", label="off")
top.axhline(2 * math.log(2), color="black", lw=1, ls=":")
top.set(xlabel="step", ylim=(0, 1.6))
top.legend(loc="center right")
bins = torch.linspace(0.6, 2.8, 45)
bottom.hist(hers, bins, color="0.75", label="grandma")
bottom.hist(his, bins, histtype="step", color="C1", lw=2,
            label="apprentice")
bottom.set(xlabel="a", ylabel="bowls")
bottom.legend()
plt.show()

# %% animate
# zh: 起初变得快，多拍几张
# en: it changes fast at first: more frames there
frames = sorted({round(1000 * (k / 17) ** 2.5) for k in range(18)})
fig, ax = plt.subplots(figsize=(4.2, 3.1), layout="constrained")
ax.fill_between(x, x ** 2, 2 * x ** 2 + 1, color="0.88", label="grandma")
lines = ax.plot(x, bowls[0].T, color="C1", lw=1.3)
lines[0].set_label("apprentice")
label = ax.text(0, 2.5, "", ha="center")
ax.set(xlabel="x", ylabel="y", ylim=(-0.9, 3.7))
ax.legend(loc="upper center", ncols=2)


def draw(step):
    for line, bowl in zip(lines, bowls[step]):
        line.set_ydata(bowl)
    label.set_text(f"step {step}")


ani = FuncAnimation(fig, draw, frames=frames, interval=200)
plt.show()

# %% change-one-number
print("d_lr     d_loss  g_loss    off")
for d_lr in [0.00001, 0.0005, 0.01]:
    G2, D2 = build()
    bowls2, history2 = train(G2, D2, d_lr=d_lr, steps=600)
    _, _, d_loss, g_loss = history2[-50:].mean(dim=0)
    off2 = recipe(bowls2[-50:])[1].mean()
    print(f"{d_lr:.5f}  {d_loss:6.2f}  {g_loss:6.2f}  {off2:5.2f}")

# %% when-it-goes-wrong
G2, D2 = build()
real, fake = grandma(64), G2(torch.randn(64, 5))
# zh: 先断开，再不断开：批评一共传到几组参数那儿
# en: cut off first, then not: how many tensors hear the complaint
for word, bowl in [("detach", fake.detach()), ("no detach", fake)]:
    d_loss = loss_func(D2(real), yes) + loss_func(D2(bowl), no)
    d_loss.backward()
    heard = [sum(p.grad is not None for p in net.parameters())
             for net in (D2, G2)]
    print(f"{word:9}  D {heard[0]} of 4  G {heard[1]} of 4")
try:
    g_loss = loss_func(D2(fake), yes)
    g_loss.backward()
except RuntimeError:
    traceback.print_exc(limit=1)

# %% when-nothing-is-said
for late in [True, False]:
    G2, D2 = build()
    g_optimizer = Adam(G2.parameters(), lr=0.0005, betas=(0.5, 0.999))
    d_optimizer = Adam(D2.parameters(), lr=0.0005, betas=(0.5, 0.999))
    for step in range(600):
        real, fake = grandma(64), G2(torch.randn(64, 5))
        d_loss = loss_func(D2(real), yes) + loss_func(D2(fake), no)
        d_optimizer.zero_grad()
        g_optimizer.zero_grad()
        d_loss.backward(retain_graph=True)
        d_optimizer.step()
        g_loss = loss_func(D2(fake), yes)
        if late:
            g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
    print("G cleared", "just before g_loss" if late else "too early")
    print("  same as detach:", torch.equal(G2(handfuls), bowls[600]))
    print(f"  d_loss {d_loss:.1f}  g_loss {g_loss:.1f}")
    print(f"  std of a {judge(G2)[0].std():.1f}")

# %% then-and-now
one, zero = torch.ones(1), torch.zeros(1)
print("score  d_old  d_new | g_old  g_new")
for score in [-10.0, 0.0, 20.0]:
    fake_logits = torch.tensor([score], requires_grad=True)
    # zh: 老写法先过 sigmoid 再取对数；右边两列是学徒那边的斜率
    # en: old: sigmoid, then log; on the right, the apprentice's slopes
    old = torch.log(1 - fake_logits.sigmoid())
    new = loss_func(fake_logits, one)
    g_old, = torch.autograd.grad(old.sum(), fake_logits)
    g_new, = torch.autograd.grad(new, fake_logits)
    d_new = loss_func(fake_logits, zero)
    print(f"{score:5.0f}  {-old.item():5.2f}  {d_new.item():5.2f}"
          f" | {g_old.item():5.2f}  {g_new.item():5.2f}")

# %% answer
def two_recipes(n):
    a = 1 + torch.randint(0, 2, (n, 1))
    return a * x ** 2 + (a - 1)


print("seed  a < 1.5  between  collapse")
for seed in [0, 1, 2]:
    G2, D2 = build(seed)
    train(G2, D2, serve=two_recipes, steps=600)
    a, _ = judge(G2)
    low = (a < 1.5).float().mean()
    between = ((a > 1.25) & (a < 1.75)).float().mean()
    collapse = "yes" if low < 0.05 or low > 0.95 else "no"
    print(f"{seed:4}  {low:7.1f}  {between:7.1f}  {collapse}")
