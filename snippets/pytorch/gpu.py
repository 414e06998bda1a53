# %% device
import textwrap
import time
import traceback
import warnings

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

# zh: 有火车就去火车站，没有就留在 CPU，骑电动车
# en: a train, if there is one; if not, the CPU, our scooter
device = torch.device("cpu")
if torch.accelerator.is_available():
    device = torch.accelerator.current_accelerator()
print("accelerator here:", torch.accelerator.is_available())
print("device:", device)

# %% goods
digits = load_digits()
# (1797, 8, 8), [0, 1]
x = torch.tensor(digits.images / 16, dtype=torch.float32)
y = torch.tensor(digits.target)
x_train, x_test, y_train, y_test = train_test_split(
    x, y, stratify=y, random_state=0)   # 1347, 450
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(128, 10))
# zh: 第一处：模型进站，只搬一次
# en: place one: the model goes to the station, once
net.to(device)
print("model:", net[0].weight.device, " goods:", x_train.device)

# %% train tags=["numbers-vary"]
optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
loss_func = nn.CrossEntropyLoss()
for epoch in range(3):
    for pick in torch.randperm(len(x_train)).split(64):
        # zh: 第二处：货一批一批进站，要接住返回值
        # en: place two: goods arrive batch by batch; keep what .to returns
        images = x_train[pick][:, None].to(device)  # (64, 1, 8, 8)
        labels = y_train[pick].to(device)
        logits = net(images)
        loss = loss_func(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
with torch.no_grad():
    # zh: 算完卸回 CPU，再交给 NumPy 或 Matplotlib
    # en: unload on the CPU before NumPy or Matplotlib get it
    guess = net(x_test[:, None].to(device)).argmax(dim=1).cpu()
accuracy = (guess == y_test).float().mean()
print(f"accuracy {accuracy:.0%}  answers on: {guess.device}")

# %% load
sizes = [16, 64, 256, 1024, 4096]
each = []
print("size    operations      bytes  per byte")
for n in sizes:
    # zh: meta 站只有货单，没有货：知道形状，不真的算
    # en: at "meta" there's only a packing list: shapes, no numbers
    a = torch.empty(n, n, device="meta")
    b = torch.empty(n, n, device="meta")
    with FlopCounterMode(display=False) as counter:
        c = a @ b
    operations = counter.get_total_flops()
    # zh: 两个矩阵运进去，一个运出来
    # en: two matrices in, one out
    loaded = a.nbytes + b.nbytes + c.nbytes
    each.append(operations / loaded)
    print(f"{n:4d} {operations:13d} {loaded:10d} {each[-1]:9.1f}")

# %% draw
fig, ax = plt.subplots(figsize=(5, 3.8), layout="constrained")
ax.loglog(sizes, each, "-o", label="a @ b")
# zh: 相加：每 12 个字节只算一次，多大都一样
# en: adding: one operation for 12 bytes, whatever the size
ax.loglog(sizes, [1 / 12] * len(sizes), "--s", label="a + b")
ax.set(xlabel="matrix size", ylabel="operations per byte",
       xticks=sizes, xticklabels=sizes, ylim=(0.03, 3000),
       yticks=[0.1, 1, 10, 100, 1000],
       yticklabels=["0.1", "1", "10", "100", "1000"])
ax.minorticks_off()
ax.text(16, 0.45, "little work:\nthe scooter will do")
ax.text(800, 330, "much work:\nthe train pays off", ha="right")
ax.legend(loc="center right", bbox_to_anchor=(1, 0.35))
plt.show()


# %% stopwatch
def wait():
    # zh: 火车是“叫一声就走”，要等它真的到站
    # en: a train is sent off and not waited for: wait till it's in
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()


def stopwatch(job, warm_up=3, repeats=5):
    for _ in range(warm_up):
        job()
    times = []
    for _ in range(repeats):
        wait()
        start = time.perf_counter()
        job()
        wait()
        times.append(time.perf_counter() - start)
    return min(times)


seconds = {}
for n in [4, 1024]:
    a = torch.ones(n, n, device=device)
    seconds[n] = stopwatch(lambda: a @ a)
more_work = 1024 ** 3 // 4 ** 3
print("operations:", more_work, "times as many")
longer = seconds[1024] / seconds[4]
print(f"time: {more_work} times as long?", longer >= more_work)

# %% change-one-number
trips = []
# zh: Flatten 只改形状，没有要算的，不发车
# en: Flatten only changes the shape: nothing to calculate, no trip
hooks = [layer.register_forward_hook(lambda *_: trips.append(1))
         for layer in net if not isinstance(layer, nn.Flatten)]
print("batch  trips  pictures  operations")
print("               per trip    per trip")
for size in [1, 9, 50, 450]:
    trips.clear()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        for images in x_test[:, None].split(size):
            net(images.to(device))
    operations = counter.get_total_flops() // len(trips)
    print(f"{size:5d} {len(trips):6d} {size:9d} {operations:11d}")
for hook in hooks:
    hook.remove()

# %% when-it-goes-wrong
layer = nn.Linear(64, 10)
goods = torch.ones(2, 64)
layer.to("meta")
# zh: 错：只说了一声，没接住
# en: wrong: said, but the result not kept
goods.to("meta")
print("layer:", layer.weight.device, " goods:", goods.device)
try:
    layer(goods)
except RuntimeError:
    traceback.print_exc(limit=1)
goods = goods.to("meta")
print("layer:", layer.weight.device, " goods:", goods.device)
print("out:", tuple(layer(goods).shape))

# %% then-and-now
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.cuda.amp.autocast()
print(textwrap.fill(str(caught[0].message), 40))
images = x_test[:2, None].to(device)
with torch.autocast(device.type, dtype=torch.bfloat16):
    print("autocast:", net(images).dtype)
print("without: ", net(images).dtype)


# %% answer
def to_device(obj, device):
    if isinstance(obj, torch.Tensor):
        return obj.to(device)
    if isinstance(obj, dict):
        return {k: to_device(v, device) for k, v in obj.items()}
    if isinstance(obj, (list, tuple)):
        return type(obj)(to_device(v, device) for v in obj)
    # zh: 不是货（比如文件名）：原样放着
    # en: not goods (a file name, say): leave it as it is
    return obj


batch = {"x": [x_test[:2], x_test[2:4]], "y": [y_test[:2], y_test[2:4]],
         "name": "test"}
moved = to_device(batch, "meta")
for key in ("x", "y"):
    print(key, [tensor.device.type for tensor in moved[key]])
print("name", moved["name"], " before:", batch["x"][0].device)
