# %% broom
import copy
import traceback

import gymnasium as gym
import matplotlib.pyplot as plt
import torch
from matplotlib.animation import FuncAnimation
from torch import nn

# zh: 双精度：末位差一点，几千步后就是另一段经历
# en: double precision: one last digit can end up as another story
torch.set_default_dtype(torch.float64)
env = gym.make("CartPole-v1")
state, info = env.reset(seed=0)
for name, value in zip(["place", "speed", "tilt", "tilt speed"], state):
    print(f"{name:10} {value:7.4f}")
# zh: 0 是手往左，1 是手往右
# en: 0 pushes the palm left, 1 pushes it right
after, reward, terminated, truncated, info = env.step(1)
print("reward", reward)
print("terminated", terminated, " truncated", truncated)

# %% act
# zh: 四个数有大有小，各除以自己的尺度，拉到差不多大
# en: the four numbers differ in size: bring them to about the same one
scale = torch.tensor([2.4, 2.0, 0.2, 2.0])


def build_net():
    return nn.Sequential(nn.Linear(4, 64), nn.ReLU(),
                         nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))


def q_values(net, state):
    return net(torch.as_tensor(state) / scale)


def act(net, state, epsilon):
    if torch.rand(()) < epsilon:
        return torch.randint(2, ()).item()
    with torch.no_grad():
        return q_values(net, state).argmax().item()


# %% play
def play(net, seed, epsilon=0.0):
    state, _ = play_env.reset(seed=seed)
    states, over = [state], False
    while not over:
        action = act(net, state, epsilon)
        state, _, terminated, truncated, _ = play_env.step(action)
        states.append(state)
        over = terminated or truncated
    return states


def mean_steps(net, seeds, epsilon=0.0):
    # zh: 每站住一步得 1 分，所以步数就是回报
    # en: each step upright earns 1, so the return is the number of steps
    steps = [len(play(net, seed, epsilon)) - 1 for seed in seeds]
    return sum(steps) / len(steps)


play_env = gym.make("CartPole-v1")
torch.manual_seed(0)
net = build_net()
print(f"random    {mean_steps(net, range(20), epsilon=1.0):.1f} steps")
print(f"untrained {mean_steps(net, range(20)):.1f} steps")
moves = {act(net, state, epsilon=0.0) for state in play(net, seed=0)}
print("moves of the untrained net:", moves)


# %% target
def make_target(net, target_net, reward, after, terminated):
    with torch.no_grad():
        best = q_values(target_net, after).max(dim=1, keepdim=True).values
    # zh: 扫帚倒了就没有以后，后一半要抹掉
    # en: once the broom is down there is no later: wipe the second part
    return reward + 0.99 * best * (1 - terminated)  # (64, 1)


# %% learn
loss_func = nn.SmoothL1Loss()


def learn(net, target_net, optimizer, diary):
    # zh: 随手翻 64 行
    # en: open the diary at 64 random lines
    rows = diary[torch.randint(len(diary), (64,))]  # (64, 11)
    state, action, reward, after, terminated = rows.split(
        [4, 1, 1, 4, 1], dim=1)
    # zh: 两个 Q 值里，只取当时真做了的那个
    # en: of the two Q values, take the one of the move really made
    prediction = q_values(net, state).gather(1, action.long())  # (64, 1)
    target = make_target(net, target_net, reward, after, terminated)
    loss = loss_func(prediction, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


# %% train
def train(steps=10_000, copy_every=500):
    torch.manual_seed(0)
    net, target_net = build_net(), build_net()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    diary = torch.zeros(steps + 1, 11)
    tries, tests, snapshots = [], [], []
    state, total = env.reset(seed=0)[0], 0
    for step in range(steps + 1):
        if step % copy_every == 0:
            target_net.load_state_dict(net.state_dict())
        if step % 1000 == 0:
            tests.append(mean_steps(net, range(100, 105)))
            # zh: 不 deepcopy 的话，留下的快照会跟着 net 一起变
            # en: without deepcopy the snapshot would go on changing
            snapshots.append(copy.deepcopy(net))
        action = act(net, state, epsilon=max(0.05, 1 - step / 4000))
        after, reward, terminated, truncated, _ = env.step(action)
        diary[step] = torch.tensor(
            [*state, action, reward, *after, terminated])
        state, total = after, total + reward
        if terminated or truncated:
            tries.append((step, total))
            state, total = env.reset()[0], 0
        if step >= 500 and step % 2 == 0:
            learn(net, target_net, optimizer, diary[:step + 1])
    return tries, tests, snapshots


# %% scores tags=["numbers-vary"]
tries, tests, snapshots = train()
# zh: 扫帚笔直，手停在正中：网络估计往后能得多少分
# en: broom upright, palm at rest in the middle: the score it expects
upright = torch.zeros(4)
expected = [q_values(net, upright).max().item() for net in snapshots]
print(" step  tries   test      Q")
for k, mean in enumerate(tests):
    count = sum(step < 1000 * k for step, _ in tries)
    print(f"{1000 * k:5d}  {count:5d}  {mean:5.0f}  {expected[k]:5.1f}")

# %% snapshot tags=["numbers-vary"]
best = tests.index(max(tests))
print("best at step", 1000 * best)
# zh: 换十个没见过的开头再考一次
# en: ten fresh starts that no test has used
fresh = range(200, 210)
for name, net in [("untrained", snapshots[0]), ("best", snapshots[best]),
                  ("last", snapshots[-1])]:
    print(f"{name:9} {mean_steps(net, fresh):6.1f} steps")

# %% animate
fig, axes = plt.subplots(4, figsize=(5, 6.6), height_ratios=[1, 1, 1, 1.6],
                         layout="constrained")
trained, chosen, rolls = range(0, 10_001, 1000), [0, 3, best], []
for ax, k in zip(axes, chosen):
    ax.set(xlim=(-3.3, 3.3), ylim=(-0.2, 1.1), yticks=[], aspect="equal")
    ax.set_xticks([-2.4, 2.4], ["edge", "edge"])
    broom, = ax.plot([], [], color="C1", lw=5)
    palm, = ax.plot([], [], color="C0", lw=10, solid_capstyle="butt")
    rolls.append((ax, k, play(snapshots[k], seed=203), broom, palm))
axes[3].plot(*zip(*tries), "o", color="C0", ms=4, label="each try")
axes[3].plot(trained, tests, color="C1", label="test")
axes[3].plot(trained, tests, "ko", mfc="none", ms=14, markevery=chosen,
             label="shown above")
axes[3].set(xlabel="training step", ylabel="return", ylim=(-40, 560))
axes[3].legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=3)


def draw(t):
    for ax, k, states, broom, palm in rolls:
        now = min(t, len(states) - 1)
        x, _, tilt, _ = torch.as_tensor(states[now])
        broom.set_data([x, x + tilt.sin()], [0, tilt.cos()])
        palm.set_data([x - 0.25, x + 0.25], [-0.1, -0.1])
        # zh: 这一回早已结束，就涂灰
        # en: grey once the try is over
        ax.set_facecolor("white" if now == t else "0.85")
        end = "fell at step" if abs(x) < 2.4 else "off the edge at step"
        ax.set_title(f"trained {trained[k]} steps: "
                     f"{'step' if now == t else end} {now}", loc="left")


# zh: 开头多拍几张，后面少拍
# en: many frames early on, few later
frames = sorted({round(500 * (k / 21) ** 2) for k in range(22)})
ani = FuncAnimation(fig, draw, frames=frames, interval=200)
plt.show()

# %% change-one-number tags=["numbers-vary"]
_, new_tests, new_snapshots = train(steps=3000, copy_every=1)
for name, means, nets in [("copy every 500 steps", tests, snapshots),
                          ("copy every step", new_tests, new_snapshots)]:
    print(name)
    print("  trained", "".join(f"{1000 * k:7d}" for k in range(4)))
    print("  test   ", "".join(f"{mean:7.0f}" for mean in means[:4]))
    expected = [q_values(net, upright).max().item() for net in nets[:4]]
    print("  Q      ", "".join(f"{round(q):7d}" for q in expected))

# %% when-it-goes-wrong tags=["numbers-vary"]
net = snapshots[best]
state, _ = env.reset(seed=203)
terminated = truncated = False
steps = 0
while not (terminated or truncated):
    action = act(net, state, epsilon=0.0)
    state, _, terminated, truncated, _ = env.step(action)
    steps += 1
print(f"after {steps} steps: tilt {state[2]:.3f}")
print("terminated", terminated, " truncated", truncated)
after = torch.as_tensor(state)[None]  # (1, 4)
reward = torch.ones(1, 1)
# zh: done 把“到点了”也当成“倒了”
# en: done takes "time's up" for "it fell" as well
done = terminated or truncated
for name, mask in [("done", done), ("terminated", terminated)]:
    target = make_target(net, net, reward, after, float(mask))
    print(f"masked by {name:10} target {target.item():.1f}")

# %% then-and-now
state = env.reset(seed=0)
print("reset gives a", type(state).__name__, "of", len(state))
try:
    state, reward, done, info = env.step(0)
except ValueError:
    traceback.print_exc(limit=1)


# %% answer tags=["numbers-vary"]
def make_target(net, target_net, reward, after, terminated):
    with torch.no_grad():
        # zh: 现在的你挑动作，从前的你给它估值
        # en: you choose the move, the earlier you puts a value on it
        choice = q_values(net, after).argmax(dim=1, keepdim=True)
        value = q_values(target_net, after).gather(1, choice)
    return reward + 0.99 * value * (1 - terminated)  # (64, 1)


_, double_tests, _ = train(steps=6000)
print(" step    DQN  Double DQN")
for step, mean, double_mean in zip(trained, tests, double_tests):
    print(f"{step:5d}  {mean:5.0f}  {double_mean:10.0f}")
print("best above 100:", max(double_tests) > 100)
