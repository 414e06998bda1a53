# %% there-and-back
import traceback

import matplotlib.pyplot as plt
import numpy as np
import torch

A = np.arange(6).reshape(2, 3)
# zh: 给同一只抽屉再贴一张名牌
# en: a second name tag on the same drawer
T = torch.from_numpy(A)
for name, v in (("A", A), ("T", T), ("T.numpy()", T.numpy())):
    print(f"{name:10} {type(v).__name__:8} {v.dtype!s:12} {v.tolist()}")

# %% share-memory
# zh: 复印一份，放进另一只抽屉
# en: a photocopy, put into a drawer of its own
C = torch.tensor(A)
T[0, 0] = 99
for name, v in (("A", A), ("T", T), ("C", C)):
    print(f"{name} = {v.tolist()}")
print("A and T share memory:", np.shares_memory(A, T.numpy()))
print("A and C share memory:", np.shares_memory(A, C.numpy()))

# %% draw-memory
fig, axes = plt.subplots(2, 1, figsize=(5.6, 5), layout="constrained")
fig.suptitle("after T[0, 0] = 99")
pairs = (("T", T, "from_numpy"), ("C", C, "tensor"))
for ax, (name, other, call) in zip(axes, pairs):
    shared = np.shares_memory(A, other.numpy())
    for label, y in (("A", 0.9), (name, -0.9)):
        ax.annotate(label, (0, 0 if shared else y), (-1.9, y), size=16,
                    va="center", ha="center", bbox=dict(fc="white"),
                    arrowprops=dict(arrowstyle="-|>", lw=2, color="black"))
    # zh: 2 行 3 列只是一种看法：内存里是一排 6 个格子
    # en: 2 by 3 is a way of looking: in memory it is one row of 6 slots
    for y, v in ({0: A} if shared else {0.9: A, -0.9: other}).items():
        for i, value in enumerate(v.flatten().tolist()):
            color = "#E69F00" if value == 99 else "white"
            ax.add_patch(plt.Rectangle((i, y - 0.5), 1, 1, fc=color,
                                       ec="black", lw=1.5))
            ax.text(i + 0.5, y, value, va="center", ha="center", size=15)
    ax.set_title(f"{name} = torch.{call}(A)")
    ax.set(xlim=(-2.6, 6.1), ylim=(-1.6, 1.6))
    ax.axis("off")
plt.show()

# %% same-calls
a = np.array([[1., 2.], [3., 4.]])
t = torch.tensor(a)
calls = {
    "abs": (np.abs(-a), torch.abs(-t)),
    "sin": (np.sin(a), torch.sin(t)),
    "mean": (a.mean(axis=0), t.mean(dim=0)),
    "a * a": (a * a, t * t),
    "a @ a": (a @ a, t @ t),
}
for name, (n, m) in calls.items():
    assert np.allclose(n, m.numpy())
    print(f"{name:7} {n.round(2).tolist()!s:32} "
          f"{m.round(decimals=2).tolist()}")
print("np.dot ", np.dot(a, a).tolist())
# zh: np.dot 遇到矩阵就当 @ 用，torch.dot 却只收一维
# en: given matrices, np.dot is @; torch.dot takes 1-D only
try:
    torch.dot(t, t)
except RuntimeError:
    traceback.print_exc(limit=1)

# %% number-types
print("data           NumPy    torch           NumPy/2  torch/2")
for data in ([True, False], [1, 2], [1., 2.]):
    n, t = np.array(data), torch.tensor(data)
    print(f"{data!s:14} {n.dtype!s:8} {t.dtype!s:15} "
          f"{(n / 2).dtype!s:8} {(t / 2).dtype}")

# %% mixed-types
x = torch.from_numpy(np.array([[1., 2.]]))  # (1, 2), float64
w = torch.tensor([[3.], [4.]])  # (2, 1), float32
# zh: 逐元素的 * 会悄悄换成 float64，@ 却不肯
# en: element-wise * quietly turns to float64; @ refuses
print("x * w:", tuple((x * w).shape), (x * w).dtype)
try:
    x @ w
except RuntimeError:
    traceback.print_exc(limit=1)
print("x.float() @ w:", (x.float() @ w).tolist())

# %% change-one-number
for dtype in (torch.float64, torch.float32):
    A = np.array([0.1, 0.2, 0.3])
    # zh: 格子一变窄，就得另找一只抽屉：T 成了复印件
    # en: narrower slots need another drawer: T becomes a photocopy
    T = torch.from_numpy(A).to(dtype)
    T[0] = 99
    print(f"{str(dtype)[-2:]}: A[0] {A[0]:4}  T[1] {T[1].item():.12f}")

# %% when-it-goes-wrong
x = np.array([1, 2, 3, 4])
# zh: x[::-1] 还是原来的抽屉，只是从后往前读（步幅为负）
# en: x[::-1] is the same drawer, read backwards (negative stride)
print("strides:", x.strides, x[::-1].strides)
try:
    torch.from_numpy(x[::-1])
except ValueError:
    traceback.print_exc(limit=1)
print("copied:", torch.from_numpy(x[::-1].copy()).tolist())

# zh: 平均值多半不是整数，mean 又不会自己换类型，所以报错
# en: a mean is seldom whole, and mean() won't switch types itself
try:
    torch.tensor([1, 2]).mean()
except RuntimeError:
    traceback.print_exc(limit=1)
print("mean:", torch.tensor([1, 2]).float().mean().item())

# %% then-and-now
# zh: 旧的 FloatTensor(3) 不是数字 3，而是 3 个没有初值的格子
# en: the old FloatTensor(3) isn't the number 3 but 3 unset slots
print("FloatTensor(3):", tuple(torch.FloatTensor(3).shape))
print("tensor(3.0):   ", tuple(torch.tensor(3.0).shape))
t = torch.tensor([[1., 2.], [3., 4.]])
print("NumPy style:   ", t.sum(axis=1, keepdims=True).tolist())
print("torch style:   ", t.sum(dim=1, keepdim=True).tolist())
print("no keepdim:    ", t.sum(dim=1).tolist())
print("flattened dot: ", torch.dot(t.flatten(), t.flatten()).item())
try:
    np.float_
except AttributeError:
    traceback.print_exc(limit=1)

# %% answer
def same(a, t):
    # zh: np.allclose 会广播，所以先比形状
    # en: np.allclose broadcasts, so compare the shapes first
    return a.shape == tuple(t.shape) and np.allclose(a, t.numpy(), rtol=1e-6)


a = np.array([[-1., 2., 3.], [4., -5., 6.]])
t = torch.from_numpy(a)
print("abs    ", same(np.abs(a), torch.abs(t)))
print("sin    ", same(np.sin(a), torch.sin(t)))
print("mean   ", same(a.mean(axis=0), t.mean(dim=0)))
print("a.T @ a", same(a.T @ a, t.T @ t))
print("reshape", same(a.reshape(3, 2), t.reshape(3, 2)))
print("keepdim", same(a.mean(axis=0), t.mean(dim=0, keepdim=True)))
