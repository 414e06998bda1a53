# %% data
import traceback

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.animation import FuncAnimation
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

digits = load_digits()
# (1797, 8, 8), [0, 1]
x = torch.tensor(digits.images / 16, dtype=torch.float32)
y = torch.tensor(digits.target)
x_train, x_test, y_train, y_test = train_test_split(
    x, y, stratify=y, random_state=0)   # 1347, 450
print("train", tuple(x_train.shape), " test", tuple(x_test.shape))

# %% stamps
# zh: 找横笔画的小印章：中间一排要有墨，上下两排要空白
# en: a stamp for level strokes: ink in the middle row, blank around it
level = torch.tensor([[-1., -1., -1.], [2., 2., 2.], [-1., -1., -1.]])
picture = x[32]  # (8, 8)
# zh: 四周补一圈空白，印章才能对准边上的点
# en: a blank margin, so that the stamp can be held against the edge too
padded = F.pad(picture, (1, 1, 1, 1))  # (10, 10)
match = torch.zeros(8, 8)
for row in range(8):
    for column in range(8):
        patch = padded[row:row + 3, column:column + 3]  # (3, 3)
        match[row, column] = (patch * level).sum()
for row in match.tolist():
    print("".join(f"{v:5.1f}" for v in row))

# zh: 转过来就是找竖笔画的；两枚一起交给 conv2d
# en: turned round it looks for upright strokes; conv2d takes both
stamps = torch.stack([level, level.T])[:, None]  # (2, 1, 3, 3)
matches = F.conv2d(picture[None, None], stamps, padding=1)
print("shape:", tuple(matches.shape))
print("same: ", torch.allclose(matches[0, 0], match, atol=1e-5))

# %% slide
fig, axes = plt.subplot_mosaic("012;034", figsize=(5.4, 3.7),
                               width_ratios=(2.1, 0.8, 1.2),
                               layout="constrained")
for k, ax in axes.items():
    ax.set(xticks=(), yticks=(), title="stamp" if k in "13" else "match")
    ax.spines[:].set_visible(True)
axes["0"].imshow(padded, cmap="gray_r", extent=(-1.5, 8.5, 8.5, -1.5))
axes["0"].set_title("picture")
for k, stamp in zip("13", stamps):
    axes[k].imshow(stamp[0], cmap="gray_r")
box = axes["0"].add_patch(
    plt.Rectangle((0, 0), 3, 3, fill=False, color="C1", lw=4))
maps = [axes[k].imshow(match, cmap="gray_r", vmin=0, vmax=4) for k in "24"]


def draw(place):
    row, column = divmod(place, 8)
    box.set_xy((column - 1.5, row - 1.5))
    for image, whole in zip(maps, matches[0]):
        image.set_data(whole * (torch.arange(64).reshape(8, 8) <= place))


frames = [*range(8), *range(9, 16, 2), *range(19, 64, 4)]
# zh: 版面排一次就固定，画面才不会跳
# en: lay the figure out once and keep it, or the frames jump
fig.draw_without_rendering()
fig.set_layout_engine("none")
ani = FuncAnimation(fig, draw, frames=frames, interval=200)
plt.show()


# %% net
def cnn(size=3):
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 16, size, padding=size // 2), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, size, padding=size // 2), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128, 10))


def count(net):
    return sum(p.numel() for p in net.parameters())


def tell(layer, inputs, output):
    print(f"{type(layer).__name__:10}"
          f"{str(tuple(output.shape)):16}{count(layer):5d}")


net = cnn()
# zh: 钩子：这一层一算完，就叫一声 tell
# en: a hook: tell is called whenever this layer has done its work
hooks = [layer.register_forward_hook(tell) for layer in net]
# zh: [:, None] 补上通道：(64, 8, 8) 变成 (64, 1, 8, 8)
# en: [:, None] adds the channel: (64, 8, 8) becomes (64, 1, 8, 8)
net(x_train[:64, None])
for hook in hooks:
    hook.remove()
print(f"{'all':26}{count(net):5d}")


# %% train
def accuracy(net, x, y):
    with torch.no_grad():
        return (net(x[:, None]).argmax(dim=1) == y).float().mean().item()


loss_func = nn.CrossEntropyLoss()


def train(net):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    history = []
    for epoch in range(10):
        for pick in torch.randperm(len(x_train)).split(64):
            logits = net(x_train[pick][:, None])
            loss = loss_func(logits, y_train[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(accuracy(net, x_test, y_test))
    return history


history = train(net)
for epoch in (0, 1, 4, 9):
    print(f"epoch {epoch + 1:2d}   test {history[epoch]:.2f}")

# %% mistakes
with torch.no_grad():
    chance = net(x_test[:, None]).softmax(dim=1)  # (450, 10)
sure, said = chance.max(dim=1)
wrong = (said != y_test).nonzero()[:, 0]
# zh: 错得最自信的排前面
# en: the ones it was surest about come first
wrong = wrong[sure[wrong].argsort(descending=True)]
fig, axes = plt.subplots(2, 4, figsize=(5, 3.4), layout="constrained")
for ax, k in zip(axes.flat, wrong):
    ax.imshow(x_test[k], cmap="gray_r")
    ax.set(title=f"{y_test[k]}, says {said[k]}", xticks=(), yticks=())
    ax.spines[:].set_visible(True)
plt.show()

# %% draw-maps
with torch.no_grad():
    felt = net[:2](picture[None, None])[0]  # (16, 8, 8)
    pooled = net[2](felt)  # (16, 4, 4)
fig, axes = plt.subplots(4, 6, figsize=(5.4, 4.2), layout="constrained")
# zh: 种子相同，cnn() 就是 net 还没练的样子
# en: with the same seed, cnn() is what net was before its training
rows = {"start": cnn()[0].weight.detach()[:, 0],  # (16, 3, 3)
        "stamp": net[0].weight.detach()[:, 0],
        "match": felt, "pooled": pooled}
for line, (name, images) in zip(axes, rows.items()):
    line[0].set_ylabel(name)
    for ax, image in zip(line, images):
        ax.imshow(image, cmap="gray_r")
        ax.set(xticks=(), yticks=())
        ax.spines[:].set_visible(True)
plt.show()

# %% compare
def mlp():
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 74), nn.ReLU(),
                         nn.Linear(74, 10))


full = mlp()
train(full)
# zh: 整张图往左、往右挪一格，出去的从另一边回来
# en: one place left or right; what leaves comes in on the other side
print("shift      left   none  right  params")
for name, each in (("cnn", net), ("mlp", full)):
    row = [accuracy(each, x_test.roll(s, dims=2), y_test) for s in (-1, 0, 1)]
    print(f"{name:8}", *(f"{v:6.2f}" for v in row), f"{count(each):7d}")

# %% change-one-number
for size in (1, 3, 5):
    other = cnn(size)
    print(f"stamp {size} x {size}  test {train(other)[-1]:.2f}"
          f"  params {count(other):5d}")

# %% when-it-goes-wrong
try:
    net(x_test)
except RuntimeError:
    traceback.print_exc(limit=1)
print(tuple(net(x_test[:, None]).shape))

# %% then-and-now
features = net[:6](x_test[:, None])  # (450, 32, 2, 2)
old = features.view(features.size(0), -1)
print("view, then Linear:", tuple(net[7](old).shape))
print("same:", torch.equal(old, nn.Flatten()(features)))
# zh: LazyLinear 见到第一批数据，才定下自己有几个输入
# en: LazyLinear counts its inputs when it first sees data
big = nn.Sequential(*cnn()[:7], nn.LazyLinear(10))
big(torch.zeros(1, 1, 28, 28))
print("28 x 28, inputs:", big[7].in_features)

# %% answer
torch.manual_seed(0)
strided = nn.Sequential(
    nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
    nn.Flatten(), nn.Linear(128, 10))
output = x_train[:64, None]
for layer in strided:
    output = layer(output)
    tell(layer, None, output)
print(f"params {count(strided)}   test {train(strided)[-1]:.2f}")
