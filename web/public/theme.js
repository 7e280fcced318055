// Before the page is drawn: its colours, its language, and whether somebody may be signed in here.
const page = document.documentElement;
const chosen = localStorage.getItem("vetchart.theme");
const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
page.dataset.theme = dark ? "dark" : "light";
page.lang = localStorage.getItem("vetchart.language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
page.toggleAttribute("data-known", localStorage.getItem("vetchart.signed-in") !== null);
