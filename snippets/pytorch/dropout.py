# %% layer tags=["numbers-vary"]
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.animation import FuncAnimation
from torch import nn

# zh: 双精度：没有 dropout 的网络，换一台电脑，数字也不变
# en: double precision: without dropout, other computers get these numbers
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
dropout = nn.Dropout(0.5)
choir = torch.ones(8)
for rehearsal in range(3):
    print("train:", *(f"{v:g}" for v in dropout(choir)))
print(f"mean of 1000000: {dropout(torch.ones(1000000)).mean():.2f}")
# zh: 音乐会：人人到场，人人用平常的嗓门
# en: the concert: everybody is there and sings at normal loudness
dropout.eval()
print("eval: ", *(f"{v:g}" for v in dropout(choir)))

# %% data
x = torch.linspace(-1, 1, 20)[:, None]  # (20, 1)
x_test = torch.linspace(-1, 1, 200)[:, None]  # (200, 1)


def make_y(seed):
    torch.manual_seed(seed)
    return x + 0.3 * torch.randn(x.shape)


def make_net(p):
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Linear(1, 100), nn.ReLU(), nn.Dropout(p),
        nn.Linear(100, 100), nn.ReLU(), nn.Dropout(p),
        nn.Linear(100, 1))


n = sum(w.numel() for w in make_net(0.5).parameters())
print(f"{len(x)} points, {n} parameters")

# %% train
loss_func = nn.MSELoss()


def train(y, p, frames=()):
    net, history = make_net(p), []
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005)
    for step in range(401):
        # zh: 排练：随机缺席
        # en: rehearsal: some are absent at random
        net.train()
        prediction = net(x)
        loss = loss_func(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step in frames:
            # zh: 音乐会：全员到齐
            # en: concert: nobody is missing
            net.eval()
            with torch.no_grad():
                history.append(net(x_test))
    return net.eval(), history


# %% compare tags=["numbers-vary"]
# zh: 学得快的时候多拍，后面少拍
# en: many frames while it learns fast, few later on
frames = sorted({round(400 * (k / 20) ** 2) for k in range(21)})
y = make_y(seed=1)
nets, films = {}, {}
for p in [0, 0.5]:
    nets[p], films[p] = train(y, p, frames)


def errors(net, y):
    with torch.no_grad():
        # zh: 测试时，答案是没有噪声的那条直线 y = x
        # en: in the test the answer is y = x, the line without noise
        return loss_func(net(x), y), loss_func(net(x_test), x_test)


for p, net in nets.items():
    train_error, test_error = errors(net, y)
    print(f"p {p:<3}  train {train_error:.3f}  test {test_error:.3f}")

# %% animate
fig, ax = plt.subplots(figsize=(4.8, 3.6), layout="constrained")
ax.plot(x_test, x_test, color="0.6", lw=1.5, ls="--", label="y = x")
bare, = ax.plot(x_test, films[0][0], color="C1", label="no dropout")
thin, = ax.plot(x_test, films[0.5][0], color="C0", lw=4, label="p = 0.5")
ax.plot(x, y, "o", color="black", ms=6)
ax.set(xlabel="x", ylabel="y", ylim=(-1.9, 1.9))
ax.legend(loc="upper left")


def draw(k):
    bare.set_ydata(films[0][k])
    thin.set_ydata(films[0.5][k])
    ax.set_title(f"step {frames[k]}")


# zh: 要给它留个名字，不然动画会被回收
# en: keep a name for it, or the animation is thrown away
ani = FuncAnimation(fig, draw, frames=len(frames), interval=150)
plt.show()


# %% change-one-number tags=["numbers-vary"]
def table(p, seeds=range(5)):
    ys = [make_y(seed) for seed in seeds]
    rows = torch.tensor([errors(train(y, p)[0], y) for y in ys])  # (5, 2)
    means = rows.mean(dim=0)
    print(f"p {p:<4}  mean {means[0]:7.3f}{means[1]:7.3f}")
    return rows


print("5 data sets:  train   test")
results = {p: table(p) for p in [0, 0.2, 0.5]}
print("test error, one data set each:")
for p in [0, 0.5]:
    print(f"p {p:<4}", *(f"{v:.3f}" for v in results[p][:, 1]))

# %% draw-errors
fig, ax = plt.subplots(figsize=(4.8, 3), layout="constrained")
for k, (p, rows) in enumerate(results.items()):
    ax.bar(k - 0.2, rows[:, 0].mean().item(), 0.4, color="0.75", ec="black")
    ax.bar(k + 0.2, rows[:, 1].mean().item(), 0.4, color="C0", ec="black")
ax.set(ylabel="mean squared error", ylim=(0, 0.09),
       xticks=range(len(results)), xticklabels=[f"p = {p}" for p in results])
ax.legend(["train", "test"], loc="upper center", ncols=2)
ax.grid(axis="x", visible=False)
plt.show()

# %% when-it-goes-wrong tags=["numbers-vary"]
net = nets[0.5]
x_one = torch.tensor([[0.5]])
with torch.no_grad():
    # zh: no_grad 只管不记账，管不到 Dropout
    # en: no_grad only stops the bookkeeping; dropout doesn't hear of it
    net.train()
    print("train:", *(f"{net(x_one).item():.2f}" for _ in range(5)))
    print(f"  test error {loss_func(net(x_test), x_test):.3f}")
    net.eval()
    print("eval: ", *(f"{net(x_one).item():.2f}" for _ in range(5)))
    print(f"  test error {loss_func(net(x_test), x_test):.3f}")


# %% then-and-now tags=["numbers-vary"]
class Old(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.5)


class New(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.5, training=self.training)


for net in [Old().eval(), New().eval()]:
    print(type(net).__name__, *(f"{v:g}" for v in net(choir)))

# %% answer tags=["numbers-vary"]
results[0.9] = table(0.9)
worse = results[0.9][:, 0] > results[0.5][:, 0]
print(f"train error above p 0.5: {worse.sum()} of {len(worse)}")
