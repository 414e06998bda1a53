# %% create
import traceback
import warnings

import matplotlib.pyplot as plt
import torch

# zh: 小数点不能省：整数不能求梯度
# en: keep the dots: integers can't have a gradient
data = [[1., 2.], [3., 4.]]
plain = torch.tensor(data)
# zh: 数一样，只是用 x 算的每一步都会写小票
# en: same numbers, but every calculation with x writes a receipt
x = torch.tensor(data, requires_grad=True)
print(plain)
print(x)

# %% forward
square = x * x
y = square.mean()
print((plain * plain).mean())
print(y)


# zh: 每张小票都记着：做了什么，数从哪张小票来
# en: a receipt says what was done, and which receipts it was made from
def walk(receipt, depth=0):
    print("    " * depth + type(receipt).__name__)
    for earlier, _ in receipt.next_functions:
        walk(earlier, depth + 1)


walk(y.grad_fn)

# %% backward
# zh: 中间的梯度用完就丢，想看就要先说一声
# en: gradients in the middle are dropped, unless you ask for them first
square.retain_grad()
y.retain_grad()
y.backward()
print(x.grad)

# zh: 链式法则，一环一环：平均那一环是 1/4，平方那一环是 2x
# en: the chain rule, link by link: the mean gives 1/4, the square gives 2x
by_hand = 1 / plain.numel() * 2 * plain
print(by_hand)
print("same:", torch.equal(x.grad, by_hand))

# %% draw
fig, ax = plt.subplots(figsize=(4.4, 5), layout="constrained")
ax.set(xlim=(0, 10), ylim=(-0.2, 10), title="values down, gradients up")
ax.axis("off")
down = dict(color="C0", lw=2)
up = dict(color="C4", lw=2, ls="--")
for height, name, t in [(9, "x", x), (5, "square", square), (1, "y", y)]:
    for left, label, tensor, look in [
            (2.6, name, t, down), (7.5, f"{name}.grad", t.grad, up)]:
        rows = torch.atleast_2d(tensor.detach()).tolist()
        text = "\n".join("   ".join(f"{v:.4g}" for v in row) for row in rows)
        ax.text(left, height, f"{label} =\n{text}", ha="center", va="center",
                bbox=dict(look, boxstyle="round,pad=0.5", fc="white"))
for label, left, start, end, look in [
        ("x * x", 2.6, 7.4, 6.1, down), ("mean", 2.6, 3.4, 1.8, down),
        (f"times 1/{x.numel()}", 7.5, 2.4, 3.9, up),
        ("times 2x", 7.5, 6.4, 7.9, up)]:
    ax.annotate(label, (left, end), (left, start), ha="center", va="center",
                arrowprops=dict(look, arrowstyle="-|>", mutation_scale=20))
plt.show()

# %% get-numbers-out
print("item:  ", y.item())
print("tolist:", x.tolist())
# zh: 数一样，只是用它去算不写小票
# en: the same numbers, but calculating with them writes no receipt
print(x.detach())
# zh: 这个 NumPy 数组和 x 用的是同一块内存
# en: this NumPy array and x share one block of memory
print(x.detach().numpy())
try:
    x.numpy()
except RuntimeError:
    traceback.print_exc(limit=1)

# %% change-one-number
for nudge in [1.0, 0.01]:
    # zh: torch.eye 对角线是 1，其余是 0：第 k 行只把第 k 个数加大
    # en: torch.eye has 1 on the diagonal, 0 elsewhere: row k raises number k
    nudged = plain.flatten() + nudge * torch.eye(plain.numel())  # (4, 4)
    change = (nudged * nudged).mean(dim=1) - y.item()
    promised = x.grad.flatten() * nudge
    print(f"each number in turn + {nudge}")
    print("  grows by:", " ".join(f"{v:.4f}" for v in change))
    print("  promised:", " ".join(f"{v:.4f}" for v in promised))

# %% when-it-goes-wrong
# zh: 翻过一遍，小票上记的数就擦掉了
# en: after one way back, the numbers noted on the receipts are wiped
try:
    y.backward()
except RuntimeError:
    traceback.print_exc(limit=1)

# %% when-nothing-is-said
a = torch.tensor(data, requires_grad=True)
y = (a * a).mean()
# zh: .data 改了数，小票却不知道：算错了，没人吭声
# en: .data changes the numbers and no receipt notices: wrong, and silent
a.data.zero_()
y.backward()
print("a.grad:", a.grad.tolist())
a = torch.tensor(data, requires_grad=True)
y = (a * a).mean()
# zh: .detach() 也能改到数，但 backward() 会发现
# en: .detach() lets you change them too, but backward() finds out
a.detach().zero_()
try:
    y.backward()
except RuntimeError:
    traceback.print_exc(limit=1)

# %% then-and-now
from torch.autograd import Variable

old = Variable(torch.FloatTensor(data), requires_grad=True)
print(type(old))
(old * old).mean().backward()
print("same gradient:", torch.equal(old.grad, x.grad))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    # zh: 老教程测试时这样写，如今只换来一句警告
    # en: how old tutorials wrote a test run; today it only brings a warning
    Variable(plain, volatile=True)
print(str(caught[0].message).replace(". ", ".\n"))
# zh: 这里面算的，都不写小票
# en: nothing in here gets a receipt
with torch.no_grad():
    print((x * x).mean())

# %% answer
# zh: x.grad 里还有上一次的梯度，新的会加上去，所以先清空
# en: x.grad still holds the last gradient and would be added to: clear it
x.grad = None
(x ** 3).sum().backward()
print(x.grad)
print("same:", torch.equal(x.grad, 3 * plain ** 2))
