/* What a page is more convenient with. Each is complete without. It comes before the theme's own script. */

/* Calls it on every page that is shown: also on those that come without a reload, and on those that one goes back to. */
function onEveryPage(show) {
  addEventListener("DOMContentLoaded", () => {
    if (typeof document$ === "undefined") {
      show();
    } else {
      document$.subscribe(show);
    }
  });
  addEventListener("pageshow", show);
}

/* What the search knows is larger than the rest of a lesson, and Material asks for it on every page. It has to wait until
   somebody goes to the search, or comes from it (`?h=` marks the words in the text, `?q=` opens the search). */
(() => {
  const INDEX = /\/search\/search_index\.json$/;
  const { open, send } = XMLHttpRequest.prototype;
  const indices = new WeakSet();
  const wanted = new Promise((resolve) => {
    const asked = new URLSearchParams(location.search);
    if (asked.has("h") || asked.has("q")) {
      resolve();
    }
    for (const event of ["focusin", "pointerover"]) {
      addEventListener(event, ({ target }) => target.closest?.(".md-search") && resolve());
    }
  });

  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (INDEX.test(new URL(url, location).pathname)) {
      indices.add(this);
    }
    open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...body) {
    if (indices.has(this)) {
      wanted.then(() => send.apply(this, body));
    } else {
      send.apply(this, body);
    }
  };
})();

/* Which lessons are done: kept in this browser alone, for both languages. */
(() => {
  const key = (slug) => `paotong.done.${slug}`;
  const isDone = (element) => localStorage.getItem(key(element.dataset.done)) !== null;

  const remember = (element, done) => {
    if (done) {
      localStorage.setItem(key(element.dataset.done), "");
    } else {
      localStorage.removeItem(key(element.dataset.done));
    }
  };

  const show = () => {
    for (const done of document.querySelectorAll(".done")) {
      const box = done.querySelector("input");
      box.checked = isDone(done);
      box.onchange = () => remember(done, box.checked);
      done.hidden = false;
    }
    const count = document.querySelector(".done-count");
    const cards = [...document.querySelectorAll(".lessons [data-done]")];
    if (count && cards.length) {
      for (const card of cards) {
        card.querySelector(".tick")?.remove();
        if (isDone(card)) {
          const tick = document.createElement("span");
          tick.className = "tick";
          tick.textContent = ` · ✓ ${count.dataset.word}`;
          card.append(tick);
        }
      }
      const done = cards.filter(isDone).length;
      count.querySelector("span").textContent = `${done} / ${cards.length}`;
      count.hidden = done === 0;
    }
  };

  try {
    localStorage.setItem(key(""), "");
    localStorage.removeItem(key(""));
  } catch {
    return; // the reader lets nothing be kept
  }
  onEveryPage(show);
  // It was ticked in another window.
  addEventListener("storage", show);
})();

/* The language that was read last: the page at the root offers it first. */
onEveryPage(() => {
  try {
    localStorage.setItem("paotong.language", document.documentElement.lang);
  } catch {
    // The reader lets nothing be kept.
  }
});

/* What shows under a mouse, or on a link that has the focus, goes away with the Escape key. */
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") {
    for (const tooltip of document.querySelectorAll(".md-tooltip2--active")) {
      tooltip.classList.remove("md-tooltip2--active");
    }
  }
});

/* What the theme leaves unsaid to those who hear a page, or read it with a keyboard. */
(() => {
  // The explanation of a button takes its title away, which is its name.
  addEventListener(
    "focusin",
    ({ target }) => {
      if (target.matches?.(".md-code__button[title]")) {
        target.setAttribute("aria-label", target.title);
      }
    },
    true,
  );

  // An answer that opens is seen.
  addEventListener(
    "toggle",
    ({ target }) => {
      if (target.open && target.matches(".quiz details")) {
        target.scrollIntoView({ block: "nearest" });
      }
    },
    true,
  );

  // The colours are chosen with the space bar, too, as with all such buttons.
  addEventListener(
    "keydown",
    (event) => {
      if (event.key === " " && event.target.matches?.("[name=__palette]")) {
        event.preventDefault();
        event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      }
    },
    true,
  );

  // The other language begins where one was reading: sections have the same names there.
  addEventListener(
    "click",
    ({ target }) => {
      const link = target.closest?.(".md-select__link");
      if (link) {
        link.hash = location.hash;
      }
    },
    true,
  );

  onEveryPage(() =>
    setTimeout(() => {
      // One for each block of code is no help.
      for (const nav of document.querySelectorAll(".md-code__nav")) {
        nav.setAttribute("role", "presentation");
      }
      for (const line of document.querySelectorAll(".md-dialog__inner, .md-search-result__meta")) {
        line.setAttribute("role", "status");
      }
    }),
  );
})();

/* The search asks in up to three ways, until one finds something. Material cuts Chinese into words without ever trying
   the last sign, and so takes 反向传播 for two: one more sign behind it, which no page has, makes it whole. Then as it was
   typed; then words that differ by a slip or two, for which a word ends in `~` and a number. */
(() => {
  const QUERY = 2;
  const RESULT = 3;
  const waysToAsk = (query) => [
    query.replace(/\p{sc=Han}+/gu, "$&〇"),
    query,
    query.replace(/[a-z_]{4,}/gi, (word) => `${word}~${word.length < 8 ? 1 : 2}`),
  ];
  // What is to be tried where the answer is empty, for each question that has none yet.
  const waiting = new WeakMap();
  const send = Worker.prototype.postMessage;

  function ask(worker, [query, ...others]) {
    waiting.get(worker).push(others);
    send.call(worker, { type: QUERY, data: query });
  }

  function hear({ target, data: { type, data } }) {
    if (type === RESULT) {
      const others = waiting.get(target).shift();
      // Nobody has typed on meanwhile.
      if (!data.items.length && others.length && !waiting.get(target).length) {
        ask(target, others);
      }
    }
  }

  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type !== QUERY || typeof message.data !== "string") {
      send.call(this, message, ...rest);
      return;
    }
    if (!waiting.has(this)) {
      waiting.set(this, []);
      this.addEventListener("message", hear);
    }
    ask(this, message.data.trim() ? [...new Set(waysToAsk(message.data))] : [message.data]);
  };
})();

/* The search listens to keys: text that was pasted or spoken has none. */
addEventListener("input", ({ target }) => {
  if (target.matches?.(".md-search__input")) {
    target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  }
});

/* A figure opens large: by a click, or by Enter where it has the focus. Escape, or a click anywhere, closes it. */
(() => {
  const FIGURES = ".md-content img.drawn:not(a img)";

  const open = (figure) => {
    const close = document.documentElement.lang.startsWith("zh") ? "关闭" : "Close";
    const dialog = document.createElement("dialog");
    dialog.className = "enlarged";
    dialog.setAttribute("aria-label", figure.alt);
    const image = document.createElement("img");
    image.src = figure.currentSrc;
    image.alt = figure.alt;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = close;
    dialog.append(image, button);
    dialog.onclick = () => dialog.close();
    dialog.onclose = () => {
      dialog.remove();
      figure.focus({ preventScroll: true });
    };
    document.body.append(dialog);
    dialog.showModal();
  };

  onEveryPage(() => {
    for (const figure of document.querySelectorAll(FIGURES)) {
      figure.tabIndex = 0;
      figure.setAttribute("role", "button");
      figure.setAttribute("aria-haspopup", "dialog");
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.matches(FIGURES)) {
      open(event.target);
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches(FIGURES)) {
      event.preventDefault();
      open(event.target);
    }
  });
})();
