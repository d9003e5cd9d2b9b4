// The web chat. Every message carries its own id, so that sending it again after a broken connection is safe:
// the server answers a repeated id with the stored reply.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const log = document.getElementById("log");
const box = document.getElementById("text");
const chips = document.getElementById("chips");
const state = document.getElementById("state");
const progress = document.getElementById("progress");
const attach = document.getElementById("attach");
const picker = document.getElementById("file");
const seen = new Set();          // ids of messages already drawn
const waiting = new Map();       // id -> {send, node}: sent, not yet answered
const POLL = 20000;
const FIRST_RETRY = 1000;
const LAST_RETRY = 30000;
let cursor = "";
let retry = FIRST_RETRY;
let timer = 0;

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// Over a long way, as when yesterday's talk is drawn again, gliding there would only keep her waiting.
function toEnd() {
  const far = log.scrollHeight - log.scrollTop > 3 * log.clientHeight;
  log.scrollTo({ top: log.scrollHeight, behavior: far ? "instant" : "auto" });
}

// Addresses in the bot's text become links; everything else stays text.
function fill(node, text) {
  for (const part of text.split(/(https?:\/\/[^\s，。；）]+)/)) {
    if (/^https?:\/\//.test(part)) {
      const link = element("a", "", part);
      link.href = part;
      link.rel = "noopener";
      node.append(link);
    } else node.append(part);
  }
}

function retire() {
  for (const button of log.querySelectorAll(".option:not(:disabled), .done:not(:disabled)")) button.disabled = true;
  chips.replaceChildren();
}

function drawMine(id, text) {
  seen.add(id);
  retire();
  const turn = element("div", "turn me");
  turn.append(element("span", "hidden", words.me), element("div", "bubble", text));
  log.append(turn);
  toEnd();
  return turn;
}

function markStatus(turn, text, again) {
  turn.querySelector(".status")?.remove();
  if (!text) return;
  const status = element("div", again ? "status failed" : "status", text);
  if (again) {
    const button = element("button", "", words.again);
    button.type = "button";
    button.addEventListener("click", again);
    status.append(button);
  }
  turn.append(status);
}

function drawBot(message, fresh) {
  if (seen.has(message.id)) return;
  seen.add(message.id);
  const prompt = message.prompt;
  const turn = element("div", "turn bot");
  const bubble = element("div", "bubble");
  const drawn = fresh && prompt.options.length > 0;
  fill(bubble, drawn && prompt.lead ? prompt.lead : prompt.text);
  for (const file of prompt.attachments) bubble.append(drawFile(file));
  turn.append(element("span", "hidden", words.bot), bubble);
  if (drawn) turn.append(drawOptions(prompt));
  log.append(turn);
  drawChips(prompt, fresh);
  drawProgress(prompt);
  toEnd();
}

function drawFile(file) {
  if (file.kind === "picture") {
    const image = element("img");
    image.src = file.url;
    image.alt = file.caption || file.name;
    image.addEventListener("load", toEnd);
    return image;
  }
  const line = element("div");
  const link = element("a", "", file.name);
  link.href = file.url;
  link.setAttribute("download", file.name);
  line.append(link);
  return line;
}

function drawOptions(prompt) {
  // Bare words and numbers stand side by side, so that the list they belong to stays on the screen.
  const short = prompt.options.every((option) => !option.mark && option.label.length <= 6);
  const list = element("div", short ? "options short" : "options");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", prompt.multiple ? words.pick_several : words.pick_one);
  const ticked = new Set(prompt.ticked);
  for (const option of prompt.options) {
    const button = element("button", "option");
    button.type = "button";
    if (option.mark) button.append(element("span", "mark", option.mark));
    button.append(element("span", "", option.label));
    if (prompt.multiple) button.setAttribute("aria-pressed", String(ticked.has(option.key)));
    button.addEventListener("click", () => {
      if (!prompt.multiple) {
        button.classList.add("chosen");
        tap(prompt, [option.key], `${option.mark} ${option.label}`.trim());
      } else {
        if (ticked.has(option.key)) ticked.delete(option.key); else ticked.add(option.key);
        button.setAttribute("aria-pressed", String(ticked.has(option.key)));
      }
    });
    list.append(button);
  }
  if (prompt.multiple) {
    const done = element("button", "done", words.done);
    done.type = "button";
    done.addEventListener("click", () => {
      const keys = prompt.options.filter((option) => ticked.has(option.key));
      tap(prompt, keys.map((option) => option.key), keys.map((option) => option.mark).join(words.comma) || words.none);
    });
    list.append(done);
  }
  return list;
}

function drawChips(prompt, fresh) {
  if (!fresh) return;
  chips.replaceChildren();
  for (const name of prompt.shortcuts) {
    const button = element("button", "", words.commands[name]);
    button.type = "button";
    button.addEventListener("click", () => say(words.commands[name]));
    chips.append(button);
  }
}

function drawProgress(prompt) {
  if (!prompt.total) return;
  progress.hidden = false;
  progress.setAttribute("aria-valuenow", prompt.done);
  progress.setAttribute("aria-valuemax", prompt.total);
  progress.querySelector("span").style.width = `${(100 * prompt.done) / prompt.total}%`;
  progress.querySelector("b").textContent = `${prompt.done}/${prompt.total}`;
}

function online(yes) {
  state.textContent = yes ? words.tagline : words.offline;
  state.classList.toggle("offline", !yes);
  if (yes) retry = FIRST_RETRY;
}

// One message after the other: the next waits until the one before it is answered.
let line = Promise.resolve();
function post(id, turn, send) {
  waiting.set(id, { send, turn });
  markStatus(turn, words.sending);
  line = line.then(() => attempt(id));
  return line;
}

async function attempt(id) {
  const entry = waiting.get(id);
  if (!entry) return;
  try {
    const response = await entry.send();
    if (response.status === 413) { waiting.delete(id); markStatus(entry.turn, words.too_large); return; }
    if (response.status === 429) throw new Error("busy");
    if (!response.ok) throw new Error(String(response.status));
    waiting.delete(id);
    markStatus(entry.turn, "");
    online(true);
    const answer = await response.json();
    answer.messages.forEach((message, n) => drawBot(message, n === answer.messages.length - 1));
    if (answer.cursor) cursor = answer.cursor;
  } catch {
    online(false);
    markStatus(entry.turn, words.failed, () => { line = line.then(() => attempt(id)); });
    setTimeout(() => { line = line.then(() => attempt(id)); }, retry);
    retry = Math.min(retry * 2, LAST_RETRY);
  }
}

const json = (body) => () => fetch("/chat/messages", {
  method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

function say(text) {
  const id = newId();
  post(id, drawMine(id, text), json({ id, kind: "text", text }));
}

function tap(prompt, keys, shown) {
  const id = newId();
  post(id, drawMine(id, shown), json({ id, kind: "tap", question: prompt.question, token: prompt.token, keys }));
}

function give(file) {
  const id = newId();
  const form = new FormData();
  form.append("id", id);
  form.append("file", file);
  post(id, drawMine(id, `📎 ${file.name}`), () => fetch("/chat/files", { method: "POST", credentials: "same-origin", body: form }));
}

async function poll() {
  clearTimeout(timer);
  try {
    const response = await fetch(`/chat/messages?after=${encodeURIComponent(cursor)}`, { credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    online(true);
    const news = await response.json();
    const last = news.messages.length - 1;
    news.messages.forEach((message, n) => {
      if (message.from === "me") { if (!seen.has(message.id)) drawMine(message.id, message.text); }
      else drawBot(message, n === last && waiting.size === 0);
    });
    cursor = news.cursor;
    if (news.empty) start();
  } catch {
    online(false);
  }
  timer = setTimeout(poll, document.hidden ? 3 * POLL : POLL);
}

let started = false;
async function start() {
  if (started) return;
  started = true;
  const code = new URLSearchParams(location.search).get("code") || "";
  const id = newId();
  try {
    const response = await json({ id, kind: "start", code })();
    const answer = await response.json();
    answer.messages.forEach((message, n) => drawBot(message, n === answer.messages.length - 1));
    if (code) history.replaceState(null, "", location.pathname);
  } catch {
    started = false;
    online(false);
  }
}

function grow() { box.style.height = "auto"; box.style.height = `${box.scrollHeight + 2}px`; }

document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  grow();
  say(text);
});
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  // Enter sends, Shift+Enter is a new line; an input method's Enter only confirms its candidate.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    document.getElementById("composer").requestSubmit();
  }
});
attach.addEventListener("click", () => picker.click());
picker.addEventListener("change", () => {
  if (picker.files.length) give(picker.files[0]);
  picker.value = "";
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
window.addEventListener("online", poll);
poll();
