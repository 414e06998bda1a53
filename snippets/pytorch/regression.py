# %% data
import textwrap
import traceback
import warnings

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn

torch.manual_seed(1)
x = torch.linspace(-1, 1, 100)[:, None]  # (100, 1)
y = x ** 2 + 0.2 * torch.rand(x.shape)
print("x:", tuple(x.shape), " y:", tuple(y.shape))


# %% net
class Net(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.hidden = nn.Linear(1, units)
        self.predict = nn.Linear(units, 1)

    def forward(self, x):
        h = torch.relu(self.hidden(x))  # (100, units)
        # zh: 出口不加激活函数，不然 y 的范围会被卡住
        # en: no activation on the way out: it would limit what y can be
        return self.predict(h)


# zh: 固定起点，后面重练时才好比较
# en: a fixed start, so that later runs can be compared with this one
torch.manual_seed(1)
net = Net(units=10)
print(net)

# %% train
optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
loss_func = nn.MSELoss()
history = []
for step in range(201):
    # zh: 试穿；量一量差多少
    # en: try the coat on; measure how badly it fits
    prediction = net(x)
    loss = loss_func(prediction, y)
    # zh: 拍掉旧粉笔印；在每条缝上画好要改多少；动手改
    # en: brush off the old chalk; mark what each seam needs; then sew
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    history.append((loss.item(), prediction.detach()))

for step in [0, 3, 20, 50, 100, 200]:
    print(f"step {step:3d}   loss {history[step][0]:.4f}")

# %% noise-floor
# zh: 真正的曲线也到不了 0：身子在呼吸，衣服没法贴得更紧
# zh: 这里的呼吸就是噪声 0.2 * rand，平均 0.1
# en: even the true curve can't reach 0: the body in the coat breathes
# en: that breath is the noise, 0.2 * rand, which averages 0.1
print(f"flat line at the mean (variance)  {y.var(correction=0):.4f}")
print(f"net at step 200                   {history[200][0]:.4f}")
print(f"true curve (noise floor)          {loss_func(x ** 2 + 0.1, y):.4f}")

# %% animate
# zh: 学得快的时候多拍，后面少拍
# en: many frames while it learns fast, few later on
frames = sorted({round(200 * (k / 25) ** 2) for k in range(26)})
fig, ax = plt.subplots(figsize=(4.8, 3.6), layout="constrained")
ax.scatter(x, y, s=18, color="C0")
curve, = ax.plot(x, history[0][1], color="C1", lw=4)
label = ax.text(-0.35, 1.03, "")
ax.set(xlabel="x", ylabel="y", ylim=(-0.3, 1.35))


def draw(step):
    loss, prediction = history[step]
    curve.set_ydata(prediction)
    label.set_text(f"step {step}\nloss {loss:.4f}")


# zh: 要给它留个名字，不然动画会被回收
# en: keep a name for it, or the animation is thrown away
ani = FuncAnimation(fig, draw, frames=frames, interval=150)
plt.show()


# %% change-one-number
# zh: 还是上面那个循环，收成函数，好换一个数再练一遍
# en: the same loop, made a function to run it again with one thing changed
def train(target, units=10, lr=0.2, steps=201, seed=1):
    torch.manual_seed(seed)
    net = Net(units)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for step in range(steps):
        prediction = net(x)
        loss = loss_func(prediction, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    h = torch.relu(net.hidden(x))  # (100, units)
    dead = (h == 0).all(dim=0).sum().item()
    return losses, prediction.detach(), dead


shown = [1, 20, 200]
print("step   ", "".join(f"{step:8d}" for step in shown), "dead")
for lr in [0.02, 0.2, 1.0]:
    losses, _, dead = train(y, lr=lr)
    row = "".join(f"{losses[step]:8.4f}" for step in shown)
    print(f"lr {lr:<4}", row, f"{dead:4d}")

# %% when-it-goes-wrong
flat_y = y[:, 0]  # (100,)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for target in [flat_y, flat_y[:, None]]:
        losses, prediction, _ = train(target)
        # zh: 相减本该得到 100 个差，不是 100 × 100 的一张表
        # en: this should be 100 differences, not a table of 100 x 100
        gap = prediction - target
        print(f"target {tuple(target.shape)}, gap {tuple(gap.shape)}")
        print(f"  loss {losses[-1]:.4f}, std {prediction.std():.3f}")
print(textwrap.fill(str(caught[0].message), 40))

# %% then-and-now
try:
    print(loss.data[0])
except IndexError:
    traceback.print_exc(limit=1)
print(f"today: {loss.item():.4f}")

# zh: 从前给梯度填 0，如今整个扔掉，省内存
# en: it used to fill gradients with zeros; now it drops them
optimizer.zero_grad(set_to_none=False)
print("then:", net.predict.bias.grad)
optimizer.zero_grad()
print("now: ", net.predict.bias.grad)

# %% answer
seeds = [1, 2, 3]
# zh: 括号里是死掉的单元有几个
# en: in brackets: how many units are dead
print("seed    ", "".join(f"{seed:>7}    " for seed in seeds))
for units in [1, 3, 10]:
    runs = [train(y, units, steps=1000, seed=s) for s in seeds]
    row = "".join(f" {run[0][-1]:.4f} ({run[2]})" for run in runs)
    print(f"units {units:<2}", row)
