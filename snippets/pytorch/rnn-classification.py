# %% data
import traceback

import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

digits = load_digits()
# (1797, 8, 8), [0, 1]
x = torch.tensor(digits.images / 16, dtype=torch.float32)
y = torch.tensor(digits.target)
x_train, x_test, y_train, y_test = train_test_split(
    x, y, stratify=y, random_state=0)   # 1347, 450
print(f"x_train {tuple(x_train.shape)}, y_train[0] = {y_train[0]}")
# zh: 一幅帘子：八排，一排八个数
# en: one blind: eight rows of eight numbers
for row in x_train[0]:
    print(" ".join(f"{v:.1f}" for v in row))


# %% net
class Net(nn.Module):
    def __init__(self, kind, batch_first=True):
        super().__init__()
        # zh: 缝里一次露出 8 个数，心里记着 64 个数
        # en: 8 numbers show in the slot, 64 numbers are kept in mind
        self.memory = kind(8, 64, batch_first=batch_first)
        self.answer = nn.Linear(64, 10)

    def forward(self, x):
        output, _ = self.memory(x)  # (N, 8, 64)
        return self.answer(output)  # (N, 8, 10)


torch.manual_seed(1)
net = Net(nn.LSTM)
output, (h_n, c_n) = net.memory(x_train[:5])
print("output", tuple(output.shape))
print("h_n   ", tuple(h_n.shape))
print("c_n   ", tuple(c_n.shape))
print("last row = h_n:", torch.equal(output[:, -1], h_n[0]))

# %% train
loss_func = nn.CrossEntropyLoss()


def train(kind, x=x_train, ask=1, seed=1, batch_first=True):
    torch.manual_seed(seed)
    net = Net(kind, batch_first)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for epoch in range(12):
        for pick in torch.randperm(len(x)).split(64):
            # zh: 只问最后 ask 排；ask=1：帘子走完才问
            # en: ask at the last `ask` rows; 1 means once it's all gone by
            logits = net(x[pick])[:, -ask:].flatten(0, 1)  # (N * ask, 10)
            loss = loss_func(logits, y_train[pick].repeat_interleave(ask))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return net


asked_once = train(nn.LSTM)
with torch.no_grad():
    guess = asked_once(x_test)[:, -1].argmax(dim=1)  # (450,)
print(f"accuracy {(guess == y_test).float().mean():.2f}")


# %% ask-early
def row_accuracy(net, x=x_test):
    with torch.no_grad():
        guess = net(x).argmax(dim=2)  # (450, 8)
    return (guess == y_test[:, None]).float().mean(dim=0)  # (8,)


once = row_accuracy(asked_once)
for row, accuracy in enumerate(once, start=1):
    print(f"row {row}  {accuracy:.2f}")

# %% ask-every-row
asked_always = train(nn.LSTM, ask=8)
always = row_accuracy(asked_always)
print("rows read    ", "".join(f"{row:>6}" for row in [1, 4, 6, 8]))
for name, curve in [("asked at end ", once), ("asked always ", always)]:
    print(name, "".join(f"{curve[row - 1]:6.2f}" for row in [1, 4, 6, 8]))

fig, ax = plt.subplots(figsize=(4.8, 3.4), layout="constrained")
rows = range(1, 9)
ax.plot(rows, always, "o-")
ax.plot(rows, once, "s--")
# zh: 十个数字里瞎猜一个
# en: one blind guess among ten digits
ax.axhline(0.1, color="0.4", ls=":")
ax.text(1.1, 0.9, "asked at every row")
ax.text(2.6, 0.22, "asked at the end")
ax.text(6.4, 0.12, "pure luck")
ax.set(xlabel="rows read", ylabel="accuracy", xticks=rows, ylim=(0, 1))
plt.show()

# %% animate
shown = [33, 16]
with torch.no_grad():
    chance = asked_always(x_test[shown]).softmax(dim=2)  # (2, 8, 10)
fig, (left, right) = plt.subplots(1, 2, figsize=(5.2, 3.2),
                                  layout="constrained")
image = left.imshow(x_test[0], cmap="gray_r", vmin=0, vmax=1)
slot = plt.Rectangle((-0.5, 0), 8, 1, fill=False, ec="C1", lw=4)
left.add_patch(slot)
left.set(xticks=[], yticks=[], facecolor="0.8")
bars = right.barh(range(10), chance[0, 0])
right.set(xlabel="probability", xticks=[0, 1], yticks=range(10),
          ylim=(9.6, -0.6))


def draw(frame):
    k, row = divmod(frame, 8)
    # zh: 走过的排只剩淡影；没来的排是 nan，不画
    # en: rows gone by leave a pale trace; rows to come are nan, not drawn
    ink = torch.tensor([0.3] * row + [1.0] + [torch.nan] * (7 - row))
    image.set_data(x_test[shown[k]] * ink[:, None])
    slot.set_y(row - 0.5)
    guess = chance[k, row].argmax().item()
    for digit, bar in enumerate(bars):
        bar.set_width(chance[k, row, digit])
        bar.set_color("C1" if digit == guess else "C0")
    left.set_title(f"row {row + 1} of 8")
    right.set_title(f"guess: {guess}")


ani = FuncAnimation(fig, draw, frames=16, interval=600)
plt.show()

# %% change-one-number
print("kind  parameters   seed 1   seed 2")
for kind in [nn.RNN, nn.GRU, nn.LSTM]:
    # zh: 种子 1 的 LSTM 已经练过，不用重练
    # en: the LSTM with seed 1 is trained already
    first = asked_once if kind is nn.LSTM else train(kind)
    nets = [first, train(kind, seed=2)]
    numbers = sum(p.numel() for p in nets[0].memory.parameters())
    print(f"{kind.__name__:5} {numbers:10d}", "".join(
        f"{row_accuracy(net)[-1]:9.2f}" for net in nets))

# %% when-it-goes-wrong tags=["numbers-vary"]
last_row = torch.zeros_like(x_test)
last_row[:, -1] = x_test[:, -1]
print(f"{'batch_first':25}{'True':>6}{'False':>6}")
results = []
for net in [asked_once, train(nn.LSTM, batch_first=False)]:
    with torch.no_grad():
        guess, backwards, blank = [
            net(pictures)[:, -1].argmax(dim=1)
            for pictures in [x_test, x_test.flip(0), last_row]]
    results.append([f"{(guess == y_test).float().mean():.2f}",
                    (guess != backwards.flip(0)).sum().item(),
                    (guess != blank).sum().item()])
names = ["accuracy", "changed if order reversed",
         "changed if rows 1-7 blank"]
for name, true, false in zip(names, *results):
    print(f"{name:25}{true:>6}{false:>6}")

# %% then-and-now
# zh: 三幅帘子长短不一：5 排、8 排、3 排
# en: three blinds of unequal length: 5, 8 and 3 rows
three, lengths = x_test[:3], [5, 8, 3]
try:
    pack_padded_sequence(three, lengths, batch_first=True)
except RuntimeError:
    traceback.print_exc(limit=1)
packed = pack_padded_sequence(
    three, lengths, batch_first=True, enforce_sorted=False)
with torch.no_grad():
    _, (h_n, _) = asked_once.memory(packed)
    _, (alone, _) = asked_once.memory(three[2:, :3])
print("same as alone:", torch.allclose(h_n[0, 2], alone[0, 0], atol=1e-6))

# %% answer
order = [3, 0, 6, 1, 7, 4, 2, 5]
mixed = train(nn.LSTM, x=x_train[:, order])
print("trained on   tested on   accuracy")
for name, net in [("in order", asked_once), ("mixed", mixed)]:
    for test, pictures in [("in order", x_test), ("mixed", x_test[:, order])]:
        accuracy = row_accuracy(net, pictures)[-1]
        print(f"{name:12} {test:10} {accuracy:9.2f}")
