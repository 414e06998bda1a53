# zh: ✎ 把这个程序换成你的：一个想法，30 到 90 行，几秒跑完
# en: ✎ put your own program here: one idea, 30 to 90 lines, done in seconds

# %% roll
import traceback

import matplotlib.pyplot as plt
import numpy as np

# zh: 种子固定，读者跑出来的数才和页面上一样
# en: the seed is fixed, so that readers get the numbers on the page
rng = np.random.default_rng(2)
rolls = rng.integers(1, 7, size=1000)
print("first ten:", rolls[:10])

# %% average
# zh: ✎ 注释成对；只写形状、理由或陷阱，不重复代码
# en: ✎ comments come in pairs: a shape, a reason or a trap, not the code again
count = np.arange(1, rolls.size + 1)  # (1000,)
average = rolls.cumsum() / count
for n in [1, 10, 100, 1000]:
    print(f"after {n:4} rolls: {average[n - 1]:.3f}")

# %% draw
fig, ax = plt.subplots()
ax.plot(count, average, label="average so far")
ax.axhline(3.5, color="C1", ls="--", label="3.5")
ax.set(xlabel="rolls", ylabel="average", ylim=(1, 6))
ax.legend()
plt.show()

# %% change-one-number
for n in [10, 1000]:
    averages = rng.integers(1, 7, size=(5, n)).mean(axis=1)
    print(f"{n:4} rolls each:", " ".join(f"{a:.2f}" for a in averages))

# %% when-it-goes-wrong
try:
    rolls.mean(axis=1)
except ValueError:
    traceback.print_exc(limit=1)

# %% then-and-now
np.random.seed(2)
print("then:", np.random.randint(1, 7, size=5))
print("now: ", np.random.default_rng(2).integers(1, 7, size=5))

# %% answer
pairs = rng.integers(1, 7, size=(1000, 2)).sum(axis=1)
print(f"two dice: {pairs.mean():.2f}")
