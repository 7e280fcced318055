// Before the page is drawn. Until then the ground is the browser's own, so that a dark page doesn't flash white.
const chosen = localStorage.getItem("vetchart.theme");
const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = dark ? "dark" : "light";
document.documentElement.lang = localStorage.getItem("vetchart.language") ?? "en";
