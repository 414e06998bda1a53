# %% layer
import copy
import traceback

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn

# zh: 双精度：换一台电脑，本页的数字也不变
# en: double precision, so that other computers get this page's numbers
torch.set_default_dtype(torch.float64)
# zh: 四句话，每句两个字：头一个轻得听不清，第二个震耳朵
# en: four messages of two words: the first is whispered, the second shouted
voices = torch.tensor([[0.1, 100.], [0.2, 200.],
                       [0.3, 300.], [0.4, 400.]])  # (4, 2)
norm = nn.BatchNorm1d(2)
print(norm(voices).detach().numpy().round(2))

# zh: 每一列减去自己的均值，除以自己的标准差
# en: each column: take away its mean, divide by its standard deviation
mean, var = voices.mean(dim=0), voices.var(dim=0, correction=0)
by_hand = (voices - mean) / torch.sqrt(var + norm.eps)
print("same:", torch.allclose(norm(voices), by_hand))


# %% net
def make_net(normalize, std=0.1, seed=0):
    torch.manual_seed(seed)
    layers, width = [], 1
    for _ in range(8):
        layers.append(nn.Linear(width, 10))
        # zh: 先调回正常音量，再激活
        # en: back to normal loudness first, then the activation
        if normalize:
            layers.append(nn.BatchNorm1d(10))
        layers.append(nn.ReLU())
        width = 10
    layers.append(nn.Linear(10, 1))
    for layer in layers:
        if isinstance(layer, nn.Linear):
            # zh: 故意开个坏头：权重太小，偏置都是负的
            # en: a bad start on purpose: tiny weights, negative biases
            nn.init.normal_(layer.weight, std=std)
            nn.init.constant_(layer.bias, -0.2)
    return nn.Sequential(*layers)


nets = {"without": make_net(False), "with": make_net(True)}
for name, net in nets.items():
    print(name, *(type(layer).__name__ for layer in net[:3]))

# %% data
torch.manual_seed(0)
x = 17 * torch.rand(2000, 1) - 7  # [-7, 10)
y = x ** 2 - 5 + 2 * torch.randn(x.shape)
x_test = torch.linspace(-7, 10, 200)[:, None]
y_test = x_test ** 2 - 5 + 2 * torch.randn(x_test.shape)
print("train:", tuple(x.shape), " test:", tuple(x_test.shape))


# %% listen
def heard(net):
    # zh: 在副本上听，免得动了它记住的均值
    # en: listen to a copy, or the means it remembers would change
    h, found = x_test, []
    with torch.no_grad():
        for layer in copy.deepcopy(net).train():
            if isinstance(layer, nn.ReLU):
                found.append(h)  # (200, 10)
            h = layer(h)
    return found


print("        without       with")
print("layer   std  >0       std  >0")
for k, pair in enumerate(zip(*(heard(net) for net in nets.values())), 1):
    row = "    ".join(f"{h.std():.3f} {(h > 0).double().mean():3.0%}"
                      for h in pair)
    print(f"{k:5}  {row}")

# %% train
loss_func = nn.MSELoss()


def test_error(net):
    with torch.no_grad():
        return loss_func(net.eval()(x_test), y_test).item()


def train(net, frames=()):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    torch.manual_seed(0)
    step, history, film = 0, [], []
    for epoch in range(10):
        for pick in torch.randperm(len(x)).split(50):
            if step in frames:
                film.append(heard(net))
            # zh: 上一轮末尾考过试，要换回训练模式
            # en: back to training mode: the last epoch ended with a test
            prediction = net.train()(x[pick])
            loss = loss_func(prediction, y[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
        history.append(test_error(net))
    return history, film


# %% compare
frames = sorted({round(399 * (k / 19) ** 2) for k in range(20)})
films = {}
print("epoch     ", *(f"{epoch:5d}" for epoch in [1, 2, 4, 7, 10]))
for name, net in nets.items():
    history, films[name] = train(net, frames)
    print(f"{name:10}", *(f"{history[k]:5.0f}" for k in [0, 1, 3, 6, 9]))
print(f"always the mean {y_test.var(correction=0):.0f}")

# %% animate
edges = torch.linspace(-4, 4, 65)
fig, axes = plt.subplots(3, 2, figsize=(4.8, 3.6), sharex=True,
                         layout="constrained")
bars = [[ax.stairs(torch.zeros(64), edges, fill=True, color=color)
         for ax, color in zip(row, ["C1", "C0"])] for row in axes]
for row, layer in zip(axes, [1, 3, 8]):
    row[0].set_ylabel(f"layer {layer}")
for ax, name in zip(axes[0], films):
    ax.set_title(f"{name} batch norm")
plt.setp(axes, xlim=(-4, 4), xticks=[-2, 0, 2], yticks=[])


def draw(k):
    fig.suptitle(f"what each layer hears, step {frames[k]}")
    for row, ax_row, layer in zip(bars, axes, [1, 3, 8]):
        for bar, ax, film in zip(row, ax_row, films.values()):
            counts = torch.histc(film[k][layer - 1], 64, -4, 4)
            bar.set_data(counts)
            ax.set_ylim(0, 1.1 * counts.max().item() + 1)


ani = FuncAnimation(fig, draw, frames=len(frames), interval=250)
plt.show()

# %% draw-fits
fig, ax = plt.subplots(figsize=(4.8, 3.2), layout="constrained")
ax.plot(x_test, y_test, ".", color="0.6", rasterized=True)
for (name, net), look in zip(nets.items(), ["C1--", "C0-"]):
    with torch.no_grad():
        ax.plot(x_test, net.eval()(x_test), look, lw=3,
                label=f"{name} batch norm")
ax.set(xlabel="x", ylabel="y")
ax.legend()
plt.show()

# %% remember
norm = nn.BatchNorm1d(1)
mean, var = 0., 1.
for batch in y[:150].split(50):
    norm.train()(batch)
    # zh: 记住的 = 0.9 份旧的 + 0.1 份这一批的
    # en: remembered = 0.9 of the old + 0.1 of this batch
    mean = 0.9 * mean + 0.1 * batch.mean().item()
    var = 0.9 * var + 0.1 * batch.var().item()
    print(f"batch mean {batch.mean():5.2f}"
          f"  remembered {norm.running_mean.item():5.2f}")
print(f"by hand: {mean:.2f} {var:.1f}")
print(f"layer:   {norm.running_mean.item():.2f}"
      f" {norm.running_var.item():.1f}")

# %% change-one-number
print("std      without     with")
# zh: 0.1 的那两个，上面已经练好了
# en: the two nets with 0.1 have been trained above
rows = {0.1: [test_error(net) for net in nets.values()]}
for std in [0.5, 2.]:
    rows[std] = [train(make_net(normalize, std))[0][-1]
                 for normalize in [False, True]]
for std, row in rows.items():
    print(f"{std:3} {row[0]:12.0f} {row[1]:8.0f}")

# %% when-it-goes-wrong
net = nets["with"]
# zh: 八句差不多的话：x 最大的八个点
# en: eight messages much alike: the points with the largest x
x_few, y_few = x_test[-8:], y_test[-8:]
with torch.no_grad():
    for mode in ["eval", "train"]:
        few = copy.deepcopy(net).train(mode == "train")
        print(f"{mode:5} error {loss_func(few(x_few), y_few):6.0f}")
    try:
        copy.deepcopy(net).train()(x_test[:1])
    except ValueError:
        traceback.print_exc(limit=1)
    print(f"eval: {net.eval()(x_test[:1]).item():.0f}")

# %% then-and-now
torch.manual_seed(0)
h = torch.randn(5, 10)
for layer in [nn.BatchNorm1d(10), nn.LayerNorm(10), nn.RMSNorm(10)]:
    # zh: 第一句话，身边有两句还是五句，结果一样吗
    # en: the first message, among two or among five: the same?
    same = torch.allclose(layer(h[:2])[0], layer(h)[0])
    print(f"{type(layer).__name__:11} same: {same}")

# %% answer
for seed, start in [(0, "kaiming"), (1, "kaiming"), (0, "std 0.1")]:
    net = make_net(False, seed=seed)
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.zeros_(layer.bias)
            if start == "kaiming":
                nn.init.kaiming_normal_(layer.weight)
    print(f"seed {seed}, {start}: {train(net)[0][-1]:.0f}")
