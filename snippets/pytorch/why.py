# %% start
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.linear_model import LinearRegression
from torch import nn

rng = np.random.default_rng(0)
x_np = np.linspace(-1, 1, 100)[:, None]  # (100, 1)
y_np = 2 * x_np + 1 + 0.3 * rng.standard_normal(x_np.shape)


# zh: 损失：站在 (w, b) 这个地方，离目的地还有多远
# en: the loss: standing at (w, b), how far off you still are
def loss_at(w, b):
    return ((w * x_np + b - y_np) ** 2).mean()


print(f"loss at w = 0, b = 0: {loss_at(0, 0):.4f}")
# zh: 脚往前探一点，往后探一点，看损失往哪边降、降得多快
# en: feel ahead and behind with a foot: which way, how fast does it fall?
bit = 0.001
slope_w = (loss_at(bit, 0) - loss_at(-bit, 0)) / (2 * bit)
slope_b = (loss_at(0, bit) - loss_at(0, -bit)) / (2 * bit)
print(f"gradients: w {slope_w:.4f}, b {slope_b:.4f}")

# %% on-foot
w, b, lr = 0.0, 0.0, 0.3
losses = []
for step in range(100):
    prediction = w * x_np + b
    loss = ((prediction - y_np) ** 2).mean()
    # zh: 走路：w 和 b 的梯度公式，都得自己推
    # en: on foot: you work out both formulas yourself
    grad_w = (2 * (prediction - y_np) * x_np).mean()
    grad_b = (2 * (prediction - y_np)).mean()
    if step == 0:
        print(f"gradients: w {grad_w:.4f}, b {grad_b:.4f}")
    w -= lr * grad_w
    b -= lr * grad_b
    losses.append(loss)
print(f"arrived:   w {w:.4f}, b {b:.4f}")
trips = {"on foot": (w, b, losses)}

# %% bicycle
x = torch.tensor(x_np, dtype=torch.float32)  # (100, 1)
y = torch.tensor(y_np, dtype=torch.float32)  # (100, 1)
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
losses = []
for step in range(100):
    prediction = w * x + b
    loss = ((prediction - y) ** 2).mean()
    w.grad = b.grad = None
    # zh: 骑车：公式不用推了，这一句求出两个梯度
    # en: by bicycle: no formulas, this line finds both gradients
    loss.backward()
    if step == 0:
        print(f"gradients: w {w.grad:.4f}, b {b.grad:.4f}")
    # zh: 挪 w 和 b，这一下不用求梯度
    # en: no gradients are needed for the move itself
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    losses.append(loss.item())
print(f"arrived:   w {w:.4f}, b {b:.4f}")
print("device of x:", x.device)
trips["by bicycle"] = (w.item(), b.item(), losses)

# %% bus
net = nn.Linear(1, 1)
# zh: nn.Linear 的起点是随机的，这里改成 0，三趟才好比
# en: nn.Linear starts at random; set it to 0, to compare the trips
for parameter in net.parameters():
    nn.init.zeros_(parameter)
loss_func = nn.MSELoss()
optimizer = torch.optim.SGD(net.parameters(), lr=lr)
losses = []
for step in range(100):
    prediction = net(x)
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
w, b = net.weight.item(), net.bias.item()
print(f"arrived:   w {w:.4f}, b {b:.4f}")
trips["by bus"] = (w, b, losses)

# %% same-place
walked = trips["on foot"][2]
for name, (_, _, losses) in trips.items():
    same = np.allclose(losses, walked, atol=1e-5)
    print(f"{name:11} last loss {losses[-1]:.4f}, same: {same}")

# %% draw-trips
# zh: 三条线叠在一起，越画越细，才都看得见
# en: the lines lie on each other; each is thinner, to show all three
looks = [dict(color="C0", lw=10), dict(color="C1", lw=5.5),
         dict(color="black", lw=2, ls=(0, (2, 1.5)))]
fig, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 6), layout="constrained")
top.scatter(x_np, y_np, s=14, color="0.45", zorder=3)
for (name, (w, b, losses)), look in zip(trips.items(), looks):
    top.plot([-1, 1], [-w + b, w + b], label=name, **look)
    bottom.plot(losses, label=name, **look)
top.set(xlabel="x", ylabel="y", title="same place")
bottom.set(xlabel="step", ylabel="loss", title="same way", xlim=(-0.5, 25))
bottom.legend()
plt.show()

# %% short-trip
model = LinearRegression().fit(x_np, y_np)
w, b = model.coef_.item(), model.intercept_.item()
print(f"scikit-learn: w {w:.4f}, b {b:.4f}")
# zh: np.polyfit 要的是一排数，所以用 [:, 0] 把一列放倒
# en: np.polyfit wants a row of numbers: [:, 0] lays the column down
w, b = np.polyfit(x_np[:, 0], y_np[:, 0], deg=1)
print(f"np.polyfit:   w {w:.4f}, b {b:.4f}")


# %% change-one-number
def ride(net, y):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    for step in range(500):
        prediction = net(x)
        loss = loss_func(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    count = sum(p.numel() for p in net.parameters())
    print(f"{count:2d} parameters, loss {loss.item():.4f}")
    # zh: 只要预测里的数，好拿去画图
    # en: just the numbers of the prediction, for the drawing
    return prediction.detach()


curve = torch.sin(3 * x)
torch.manual_seed(0)
small = nn.Linear(1, 1)
big = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
straight = ride(small, curve)
bent = ride(big, curve)

# %% draw-curve
fig, ax = plt.subplots(figsize=(4.8, 3.4), layout="constrained")
ax.plot(x, curve, color="0.75", lw=10, label="sin(3x)")
ax.plot(x, straight, color="C1", ls="--", label="nn.Linear(1, 1)")
ax.plot(x, bent, color="black", lw=2, label="1-16-1 with Tanh")
ax.set(xlabel="x", ylabel="y", ylim=(-1.2, 1.9), yticks=(-1, 0, 1))
ax.legend(loc="upper left")
plt.show()

# %% when-it-goes-wrong
for parameter in net.parameters():
    nn.init.zeros_(parameter)
optimizer.zero_grad()
# zh: 原地不动，连求三次，都不清零
# en: stand still and ask three times, clearing nothing in between
for call in [1, 2, 3]:
    loss_func(net(x), y).backward()
    print(f"backward {call}: gradient {net.weight.grad.item():.4f}")

# %% never-arrives
stops = [5, 10, 15, 20, 100]
print("step        ", "".join(f"{stop:5d}" for stop in stops))
for clear in [True, False]:
    for parameter in net.parameters():
        nn.init.zeros_(parameter)
    optimizer.zero_grad()
    places = []
    for step in range(100):
        loss = loss_func(net(x), y)
        if clear:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        places.append(net.weight.item())
    label = "zero_grad" if clear else "nothing"
    print(f"w, {label:9}", "".join(f"{places[k - 1]:5.1f}" for k in stops))

# %% then-and-now
for start in [1.0, 3.0]:
    x0 = torch.tensor(start, requires_grad=True)
    y0 = x0
    # zh: 翻几倍，边走边定：路线每次可以不同
    # en: how often to double is decided on the way: routes may differ
    while y0 < 10:
        y0 = y0 * 2
    y0.backward()
    print(f"{start} -> {y0:.1f}, gradient {x0.grad:.1f}")

# %% answer
cube = x ** 3
torch.manual_seed(0)
small = nn.Linear(1, 1)
big = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
for model in [small, big]:
    ride(model, cube)
