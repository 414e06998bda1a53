# %% three-forms
import textwrap
import warnings

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([-2., 0., 3.])
# zh: nn.ReLU() 先造出一层，再把 x 交给它，所以有两对括号
# en: nn.ReLU() builds a layer first, then gets x: two pairs of brackets
print(torch.relu(x), F.relu(x), nn.ReLU()(x), sep="\n")

print(f"{'':11} torch  F    nn")
for name, layer in (("relu", nn.ReLU), ("leaky_relu", nn.LeakyReLU),
                    ("sigmoid", nn.Sigmoid), ("tanh", nn.Tanh),
                    ("softplus", nn.Softplus), ("gelu", nn.GELU),
                    ("silu", nn.SiLU)):
    has = ["yes" if hasattr(m, name) else "-" for m in (torch, F)]
    print(f"{name:11} {has[0]:6} {has[1]:4} nn.{layer.__name__}")

# %% value-and-slope
curves = {"relu": F.relu, "leaky_relu": F.leaky_relu,
          "sigmoid": torch.sigmoid, "tanh": torch.tanh,
          "softplus": F.softplus, "gelu": F.gelu, "silu": F.silu}
x = torch.tensor([-4., 0., 4.], requires_grad=True)
print(f"{'x':>16}      -4       0       4")
for name, f in curves.items():
    y = f(x)
    # zh: 每个 y 只依赖自己的 x，求和以后梯度就是各点的斜率
    # en: each y depends on its own x only, so the sum gives every slope
    slope, = torch.autograd.grad(y.sum(), x)
    print(f"{name:10} value", *(f"{v:7.4f}" for v in y.tolist()))
    print(f"{'':10} slope", *(f"{v:7.4f}" for v in slope.tolist()))

# %% draw-curves
x = torch.linspace(-6, 6, 241, requires_grad=True)
fig, axes = plt.subplots(4, 2, figsize=(5.6, 7.6), sharex=True, sharey=True,
                         layout="constrained")
for ax, (name, f) in zip(axes.flat, curves.items()):
    y = f(x)
    slope, = torch.autograd.grad(y.sum(), x)
    # zh: 灰色：斜率几乎为 0，梯度传不过去
    # en: grey: the slope is almost 0, no gradient gets through
    ax.fill_between(x.detach(), -1.3, 2.3, where=slope.abs() < 0.005,
                    color="0.85", lw=0, label="slope near 0")
    ax.plot(x.detach(), y.detach(), label="value")
    ax.plot(x.detach(), slope, "--", label="slope")
    ax.set(title=name, xlim=(-6, 6), ylim=(-1.3, 2.3), yticks=(-1, 0, 1, 2))
axes[3, 1].axis("off")
axes[3, 1].legend(*axes[0, 0].get_legend_handles_labels(), loc="center")
plt.show()

# %% fit
x = torch.linspace(-3, 3, 200)[:, None]  # (200, 1)
y = torch.sin(2 * x)


def fit(act):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(1, 16), act,
                        nn.Linear(16, 16), act, nn.Linear(16, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for step in range(500):
        prediction = net(x)
        loss = F.mse_loss(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return net(x).detach()


acts = {"no activation": nn.Identity(), "relu": nn.ReLU(),
        "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(),
        "gelu": nn.GELU(), "silu": nn.SiLU()}
fits = {name: fit(act) for name, act in acts.items()}
for name, out in fits.items():
    # zh: 直的铁丝，二阶差分处处为 0
    # en: on a straight wire all second differences are 0
    straight = out.diff(n=2, dim=0).abs().max().item() < 1e-4
    print(f"{name:14} loss {F.mse_loss(out, y):.2f}  straight: {straight}")

# %% draw-fits
fig, axes = plt.subplots(3, 2, figsize=(5.6, 5.6), sharex=True, sharey=True,
                         layout="constrained")
for ax, (name, out) in zip(axes.flat, fits.items()):
    ax.plot(x, y, color="0.75", lw=6, label="sin(2x)")
    ax.plot(x, out, color="black", lw=1.8, label="the net")
    ax.set(title=name, ylim=(-1.4, 1.4), yticks=(-1, 0, 1))
fig.legend(*ax.get_legend_handles_labels(), ncols=2,
           loc="outside lower center")
plt.show()

# %% change-one-number
# zh: 左半边的斜率：0 是硬折，1 就又直了
# en: the slope of the left half: 0 is a sharp bend, 1 is straight again
for slope in (0.0, 0.5, 0.8, 1.0):
    out = fit(nn.LeakyReLU(slope))
    print(f"left slope {slope}: loss {F.mse_loss(out, y):.2f}")

# %% when-it-goes-wrong
x = torch.linspace(-1, 1, 100)[:, None]  # (100, 1)
y = torch.sin(2 * x)
print("bias  act        always 0  grad 0  bends")
for bias, act in ((-10.0, nn.ReLU()), (-10.0, nn.LeakyReLU()),
                  (0.0, nn.ReLU())):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(1, 50), act, nn.Linear(50, 1))
    # zh: 偏置 -10 把折点推到 |x| > 10，早就出了铁丝的两头
    # en: bias -10 puts each bend at |x| > 10, far off the wire's ends
    nn.init.constant_(net[0].bias, bias)
    hidden = act(net[0](x))  # (100, 50)
    F.mse_loss(net(x), y).backward()
    dead = (hidden == 0).all(dim=0).float().mean()
    stuck = (net[0].weight.grad == 0).float().mean()
    bends = net(x).diff(n=2, dim=0).abs().max().item() > 1e-4
    print(f"{bias:4.0f}  {type(act).__name__:9}"
          f"  {dead:8.0%}  {stuck:6.0%}  {bends}")

# %% then-and-now
logits = torch.tensor([[1., 2., 3.]])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    F.tanh(logits)
    F.sigmoid(logits)
    print("F.tanh and F.sigmoid warn:", len(caught) > 0)
    F.softmax(logits)
    print("F.softmax without dim warns:", len(caught) > 0)
# zh: 句子太长，折成几行
# en: a long message: fold it
print(textwrap.fill(str(caught[0].message), 40))
print("with dim=1:", F.softmax(logits, dim=1).numpy().round(3))

# %% answer
x = torch.linspace(-5, 5, 1000, requires_grad=True)
mine = torch.where(x > 0, x, 0.01 * x)
theirs = F.leaky_relu(x)
my_slope, = torch.autograd.grad(mine.sum(), x)
their_slope, = torch.autograd.grad(theirs.sum(), x)
print("values:", torch.allclose(mine, theirs))
print("slopes:", torch.allclose(my_slope, their_slope))
