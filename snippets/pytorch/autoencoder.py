# %% data
import traceback

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from torch import nn

digits = load_digits()
# (1797, 8, 8), [0, 1]
x = torch.tensor(digits.images / 16, dtype=torch.float32)
y = torch.tensor(digits.target)
x_train, x_test, y_train, y_test = train_test_split(
    x, y, stratify=y, random_state=0)   # 1347, 450
print("x_train", tuple(x_train.shape))
print("x_test ", tuple(x_test.shape))

loss_func = nn.MSELoss()
# zh: 电话没接通：每次都画平均的那张图
# en: the line is dead: draw the average picture every time
mean_picture = x_train.mean(dim=0)  # (8, 8)
mean_error = loss_func(mean_picture.expand_as(x_test), x_test).item()
print(f"test error, mean picture  {mean_error:.3f}")


# %% two-halves
def build(k):
    torch.manual_seed(0)
    # zh: 你：看着 64 个数，说出 k 个
    # en: you: look at 64 numbers, say k of them
    encoder = nn.Sequential(
        nn.Flatten(), nn.Linear(64, 64), nn.Tanh(),
        nn.Linear(64, 24), nn.Tanh(), nn.Linear(24, k))
    # zh: 朋友：听到 k 个数，画出 64 个；Sigmoid 让墨色留在 0 到 1
    # en: your friend: hears k, draws 64; Sigmoid keeps ink from 0 to 1
    decoder = nn.Sequential(
        nn.Linear(k, 24), nn.Tanh(), nn.Linear(24, 64), nn.Tanh(),
        nn.Linear(64, 64), nn.Sigmoid(), nn.Unflatten(1, (8, 8)))
    return encoder, decoder


encoder, decoder = build(2)
code = encoder(x_test)
print("drawings", tuple(x_test.shape))
print("codes   ", tuple(code.shape))
print("redrawn ", tuple(decoder(code).shape))


# %% train
def train(encoder, decoder, optimizer, noise=0.0, epochs=60):
    errors = []
    for epoch in range(epochs):
        for pick in torch.randperm(len(x_train)).split(64):
            drawing = x_train[pick]  # (64, 8, 8)
            seen = drawing + noise * torch.randn(drawing.shape)
            prediction = decoder(encoder(seen))
            # zh: 没有标签：答案就是那张图自己
            # en: no labels: the answer is the drawing itself
            loss = loss_func(prediction, drawing)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            prediction = decoder(encoder(x_test))
            errors.append(loss_func(prediction, x_test).item())
    return errors


# zh: 两个人一起学：参数拼成一张单子，交给同一个优化器
# en: you both learn: one list of parameters, one optimizer
parameters = [*encoder.parameters(), *decoder.parameters()]
optimizer = torch.optim.Adam(parameters, lr=0.005)
errors = train(encoder, decoder, optimizer)
for epoch in [1, 5, 20, 60]:
    print(f"epoch {epoch:2d}   test error {errors[epoch - 1]:.3f}")

# %% redraw
# zh: 测试集里的第一个 0、第一个 2……
# en: the first 0 in the test set, the first 2 and so on
rows = [y_test.tolist().index(digit) for digit in [0, 2, 3, 4, 6, 7]]
ink = dict(cmap="gray_r", vmin=0, vmax=1)
fig, axes = plt.subplots(3, 6, figsize=(4.8, 2.7),
                         height_ratios=[4, 3, 4], layout="constrained")
with torch.no_grad():
    code = encoder(x_test[rows])  # (6, 2)
    redrawn = decoder(code)
for i in range(6):
    axes[0, i].imshow(x_test[rows[i]], **ink)
    axes[1, i].text(0.5, 0.5, "{:.1f}\n{:.1f}".format(*code[i]),
                    ha="center", va="center")
    axes[2, i].imshow(redrawn[i], **ink)
for ax, name in zip(axes[:, 0], ["drawn", "said", "redrawn"]):
    ax.text(-0.25, 0.5, name, ha="right", va="center",
            transform=ax.transAxes)
for ax in axes.flat:
    ax.axis("off")
plt.show()

# %% walk
with torch.no_grad():
    codes = encoder(x_test)  # (450, 2)
    start, end = encoder(x_test[[rows[0], rows[3]]])
    # zh: 起点到终点的连线上，隔得一样远的八个点
    # en: eight points, evenly spaced, on the line from start to end
    share = torch.linspace(0, 1, 8)[:, None]
    path = (1 - share) * start + share * end  # (8, 2)
    strip = decoder(path)
fig, axes = plt.subplot_mosaic([["map"] * 8, list("12345678")],
                               figsize=(4.8, 5.4), height_ratios=[7, 1],
                               layout="constrained")
for digit in range(10):
    # zh: 标签只用来写字，训练时没有看过
    # en: labels only choose the character; training never saw them
    axes["map"].scatter(*codes[y_test == digit].T, marker=f"${digit}$",
                        s=55, lw=0.3)
axes["map"].plot(*path.T, "o--", color="black")
axes["map"].set(xlabel="first number", ylabel="second number")
for name, drawing in zip("12345678", strip):
    axes[name].imshow(drawing, **ink)
    axes[name].axis("off")
plt.show()

# %% denoise
nets = {}
for name, noise in [("plain", 0.0), ("denoiser", 0.3)]:
    encoder8, decoder8 = build(8)
    optimizer = torch.optim.Adam(
        [*encoder8.parameters(), *decoder8.parameters()], lr=0.005)
    train(encoder8, decoder8, optimizer, noise)
    nets[name] = nn.Sequential(encoder8, decoder8)

torch.manual_seed(1)
noisy = x_test + 0.3 * torch.randn(x_test.shape)
print(f"noisy     {loss_func(noisy, x_test):.3f}")
# zh: 没有网络，只把墨色剪回 0 到 1
# en: no net, only the ink cut back to 0 to 1
print(f"cut       {loss_func(noisy.clamp(0, 1), x_test):.3f}")
with torch.no_grad():
    for name, net in nets.items():
        print(f"{name:8}  {loss_func(net(noisy), x_test):.3f}")


# %% draw-denoise
with torch.no_grad():
    denoised = nets["denoiser"](noisy)
fig, axes = plt.subplots(3, 6, figsize=(4.8, 2.9), layout="constrained")
for name, drawings, line in zip(["noisy", "denoised", "original"],
                                [noisy, denoised, x_test], axes):
    line[0].text(-0.25, 0.5, name, ha="right", va="center",
                 transform=line[0].transAxes)
    for ax, row in zip(line, rows):
        ax.imshow(drawings[row], **ink)
        ax.axis("off")
plt.show()

# %% change-one-number
# zh: 两个数和八个数，上面都练过了
# en: with 2 and with 8 the training is already done
nets[2] = nn.Sequential(encoder, decoder)
nets[8] = nets["plain"]
encoder1, decoder1 = build(1)
nets[1] = nn.Sequential(encoder1, decoder1)
optimizer = torch.optim.Adam(nets[1].parameters(), lr=0.005)
train(encoder1, decoder1, optimizer)

print(f"test error, nothing said  {mean_error:.3f}")
fig, axes = plt.subplots(2, 4, figsize=(4.6, 2.6), layout="constrained")
for line, row in zip(axes, rows[1:3]):
    line[0].imshow(x_test[row], **ink)
axes[0, 0].set_title("drawn")
with torch.no_grad():
    for k, column in zip([1, 2, 8], axes.T[1:]):
        redrawn = nets[k](x_test)
        print(f"test error, {k} said        "
              f"{loss_func(redrawn, x_test):.3f}")
        column[0].set_title(f"{k} said")
        for ax, row in zip(column, rows[1:3]):
            ax.imshow(redrawn[row], **ink)
for ax in axes.flat:
    ax.axis("off")
plt.show()

# %% when-it-goes-wrong
encoder2, decoder2 = build(2)
before = decoder2[0].weight.detach().clone()
# zh: 漏了朋友的那一半
# en: your friend's half is missing
optimizer = torch.optim.Adam(encoder2.parameters(), lr=0.005)
stuck = train(encoder2, decoder2, optimizer, epochs=20)
print("epoch            1      20")
print(f"both halves  {errors[0]:.3f}   {errors[19]:.3f}")
print(f"encoder only {stuck[0]:.3f}   {stuck[19]:.3f}")

# zh: 两次的起点一样，所以能和同一个 before 比
# en: both runs started alike, so one "before" serves both
print("how far the decoder's first layer moved:")
for name, half in [("both halves", decoder), ("encoder only", decoder2)]:
    print(f"{name:12} {(half[0].weight - before).norm().item():.2f}")

# %% then-and-now
old = x_test.view(-1, 8 * 8)
print("same:", torch.equal(old, nn.Flatten()(x_test)))
# zh: 沿对角线翻一下：内存没动，只换了读的顺序
# en: flip along the diagonal: memory stays, the reading order changes
flipped = x_test.mT
try:
    flipped.view(-1, 8 * 8)
except RuntimeError:
    traceback.print_exc(limit=1)
print("today:", tuple(nn.Flatten()(flipped).shape))

# %% answer
torch.manual_seed(0)
encoder2 = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
decoder2 = nn.Sequential(nn.Linear(2, 64), nn.Unflatten(1, (8, 8)))
optimizer = torch.optim.Adam(
    [*encoder2.parameters(), *decoder2.parameters()], lr=0.005)
errors = train(encoder2, decoder2, optimizer, epochs=100)

pca = PCA(2).fit(x_train.flatten(1))
redrawn = pca.inverse_transform(pca.transform(x_test.flatten(1)))
pca_error = loss_func(torch.tensor(redrawn), x_test.flatten(1)).item()
print(f"straight autoencoder  {errors[-1]:.3f}")
print(f"PCA                   {pca_error:.3f}")
